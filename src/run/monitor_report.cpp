#include "run/monitor_report.hpp"

#include <chrono>
#include <cstdint>
#include <utility>
#include <variant>

namespace tracerouter::run {
namespace {

/// Whether it names addresses of hops that are left out.
bool shows_hidden_hop(const monitor_event& event, std::uint8_t hidden_hops) {
    if (const auto* change = std::get_if<path_change>(&event)) return change->ttl <= hidden_hops;
    if (const auto* change = std::get_if<balance_change>(&event)) return change->ttl <= hidden_hops;
    return false;
}

}  // namespace

monitor_report::monitor_report(std::unique_ptr<report::monitor_reporter> format, settings chosen,
                               std::function<void(boost::system::error_code)> on_error)
    : format_{std::move(format)}, settings_{chosen}, on_error_{std::move(on_error)} {}

void monitor_report::began(const watched_target& target) {
    auto start = target.beginning();
    if (settings_.hidden_hops > 0) start.source = boost::asio::ip::address{};
    if (!failed_) note_write(format_->started(start));
}

void monitor_report::seen(const watched_target& target, const probe_observation& probe) {
    if (failed_ || !settings_.wants_probes || probe.ttl <= settings_.hidden_hops) return;
    note_write(format_->observed(target.heading(), probe));
}

void monitor_report::happened(const watched_target& target, const monitor_event& event) {
    if (!failed_ && !shows_hidden_hop(event, settings_.hidden_hops))
        note_write(format_->happened(target.heading(), event));
}

void monitor_report::was_reset(const watched_target& target, const report::monitor_reset& reset) {
    if (!failed_) note_write(format_->was_reset(target.heading(), reset));
}

void monitor_report::ended(const watched_target& /*target*/, const outcome& outcome) {
    const auto* failed = std::get_if<failed_target>(&outcome);
    if (failed == nullptr || failed_) return;
    report::failure failure = failed->failure;
    failure.at = std::chrono::system_clock::now();
    note_write(format_->failure(failure));
}

void monitor_report::summary(monitor_result result) {
    const auto hidden = [this](const hop_summary& hop) { return hop.ttl <= settings_.hidden_hops; };
    if (settings_.hidden_hops > 0) result.source = boost::asio::ip::address{};
    std::erase_if(result.hops, hidden);
    std::erase_if(result.changes, [this](const auto& one) { return shows_hidden_hop(one, settings_.hidden_hops); });
    if (!failed_) note_write(format_->summary(result));
}

void monitor_report::finish() {
    if (!failed_) note_write(format_->finish());
}

void monitor_report::note_write(boost::system::error_code error) {
    if (error && !std::exchange(failed_, true)) on_error_(error);
}

}  // namespace tracerouter::run
