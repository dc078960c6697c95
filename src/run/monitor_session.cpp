#include "run/monitor_session.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "run/result_parts.hpp"

namespace tracerouter::run {
namespace {

/// Each costs some ten kilobytes a hop, and a screen shows a few dozen.
constexpr std::size_t most_watched = 4'096;
/// First rounds follow each other so closely, within one interval. Those that begin together cost less.
constexpr duration pause = std::chrono::milliseconds{20};

}  // namespace

monitor_session::monitor_session(settings chosen, surroundings with)
    : settings_{std::move(chosen)},
      with_{std::move(with)},
      tools_{.names = with_.names,
             .tracer = with_.tracer,
             .excluded = with_.excluded,
             .pattern = settings_.pattern,
             .observer = *this} {}

// The number of targets says how their first rounds are spread, so all are read first.
void monitor_session::start(std::function<void()> finished) {
    finished_ = std::move(finished);
    with_.reports.on_empty([this] { finish_if_over(); });
    pull_targets();
}

void monitor_session::pull_targets() {
    if (ending_) return;
    if (!with_.targets.read_ahead(most_watched + 1)) {
        return with_.targets.async_wait([this](boost::system::error_code) { pull_targets(); });
    }
    while (pull_one()) {
    }
    begun_ = true;
    const auto count = static_cast<duration::rep>(std::max<std::size_t>(targets_.size(), 1));
    const duration share = settings_.pattern.interval / count;
    for (std::size_t place = 0; place < targets_.size(); ++place) {
        const duration exactly = std::min(share, pause) * static_cast<duration::rep>(place);
        targets_[place]->start(exactly / pause * pause);
    }
    finish_if_over();
}

bool monitor_session::pull_one() {
    auto pulled = with_.targets.next();
    if (auto* rejected = std::get_if<targets::rejected_target>(&pulled)) {
        fail(failure_of(std::move(*rejected)));
        return true;
    }
    auto* target = std::get_if<targets::target>(&pulled);
    if (target == nullptr) return false;
    if (targets_.size() == most_watched) {
        with_.complain("only the first " + std::to_string(most_watched) + " targets are watched");
        return false;
    }
    ++under_way_;
    targets_.push_back(
        std::make_shared<watched_target>(report::target_number{targets_.size()}, std::move(*target), tools_));
    return true;
}

void monitor_session::fail(const failed_target& failed) {
    with_.complain(message_of(failed));
    verdict_.add(failed.failure);
}

void monitor_session::end() {
    if (std::exchange(ending_, true)) return;
    with_.targets.cancel();
    with_.reports.hurry();
    for (const auto& target : std::vector{targets_}) target->cancel();
    finish_if_over();
}

void monitor_session::interrupt() {
    verdict_.set_interrupted();
    end();
}

void monitor_session::output_failed(boost::system::error_code why) {
    const bool news =
        std::exchange(output_error_, why) != why;  // a file fails when it is written, and when it is closed
    if (verdict_.output_failed(why) && news) with_.complain("results cannot be written: " + why.message());
    end();
}

bool monitor_session::looking_up() const {
    return std::ranges::any_of(targets_, [](const auto& target) { return target->looking_up(); });
}

void monitor_session::began(const watched_target& target) {
    for (auto* output : with_.outputs) output->began(target);
    if (with_.screen != nullptr) with_.screen->began(target);
}

void monitor_session::seen(const watched_target& target, const probe_observation& probe) {
    if (with_.facts != nullptr && probe.reply) with_.facts->look_up(probe.reply->responder);
    for (auto* output : with_.outputs) output->seen(target, probe);
    if (with_.screen != nullptr) with_.screen->seen(target, probe);
}

void monitor_session::happened(const watched_target& target, const monitor_event& event) {
    for (auto* output : with_.outputs) output->happened(target, event);
    if (with_.screen != nullptr) with_.screen->happened(target, event);
}

void monitor_session::was_reset(const watched_target& target, const report::monitor_reset& reset) {
    for (auto* output : with_.outputs) output->was_reset(target, reset);
    if (with_.screen != nullptr) with_.screen->was_reset(target, reset);
}

void monitor_session::ended(const watched_target& target, const outcome& outcome) {
    --under_way_;
    for (auto* output : with_.outputs) output->ended(target, outcome);
    if (with_.screen != nullptr) with_.screen->ended(target, outcome);
    if (const auto* failed = std::get_if<failed_target>(&outcome)) fail(*failed);
    finish_if_over();
}

void monitor_session::report_all() {
    for (const auto& target : targets_) {
        if (target->begun()) report(target->result());
    }
}

void monitor_session::report(const monitor_result& result) {
    const auto facts = [this](const boost::asio::ip::address& address) {
        return with_.facts != nullptr ? with_.facts->find(address) : nullptr;
    };
    for (const std::string& condition : verdict_.add(result, settings_.fail_if, facts)) {
        if (with_.log) with_.log(log_level::info, result.target + ": " + condition + " holds");
    }
    with_.reports.add(addresses_of(result), settings_.patience, [this, result] {
        for (auto* output : with_.outputs) output->summary(result);
    });
}

// Reports wait for names, so this is asked again when the last of them has left.
void monitor_session::finish_if_over() {
    const bool over = (begun_ || ending_) && under_way_ == 0;
    if (!over || !finished_) return;
    if (!std::exchange(reported_, true)) report_all();
    if (!with_.reports.empty() || !finished_) return;
    if (!ending_ && verdict_.empty()) fail(nothing_to_trace());
    const auto finished = std::exchange(finished_, nullptr);
    for (auto* output : with_.outputs) output->finish();
    finished();
}

}  // namespace tracerouter::run
