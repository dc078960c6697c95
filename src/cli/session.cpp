#include "cli/session.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cli/result_parts.hpp"
#include "report/names.hpp"
#include "resolve/error.hpp"

namespace tracerouter::cli {

session::session(const settings& chosen, surroundings with)
    : settings_{chosen}, with_{std::move(with)}, order_{chosen.in_order} {}

void session::start(std::function<void()> finished) {
    finished_ = std::move(finished);
    with_.reports.on_empty([this] { finish_if_done(); });
    prepare();
}

void session::interrupt() {
    tally_.set_interrupted();
    stop();
}

void session::prepare() {
    const auto wanted = settings_.queries_chosen ? 2 : few_targets + 1;
    if (!with_.targets.read_ahead(wanted)) return wait_for_lines(&session::prepare);
    if (!settings_.queries_chosen && with_.targets.held() > few_targets) settings_.trace.queries = 1;
    reporter_ = with_.make_reporter(with_.targets.held() <= 1);
    fill();
}

void session::wait_for_lines(void (session::*then)()) {
    waiting_ = true;
    with_.targets.async_wait([this, then](boost::system::error_code) {
        waiting_ = false;
        if (!stopping_) (this->*then)();
    });
}

void session::fill() {
    while (may_begin())
        std::visit([this]<class Next>(Next&& next) { begin(std::forward<Next>(next)); }, with_.targets.next());
    finish_if_done();
}

bool session::may_begin() const {
    const bool room =
        active_.size() < settings_.window && lookups_ < max_lookups && order_.span() < 2 * settings_.window;
    return room && !waiting_ && !exhausted_ && !stopping_;
}

void session::begin(resolve::target target) {
    const auto number = order_.admit();
    if (std::holds_alternative<resolve::host_name>(target.destination)) ++lookups_;
    const task_tools tools{with_.names, with_.tracer, with_.excluded, settings_.trace, *this};
    const auto task = std::make_shared<target_task>(number, std::move(target), tools);
    active_.emplace(static_cast<std::size_t>(number), task);
    task->start();
}

void session::begin(resolve::rejected_target rejected) {
    const bool valid = rejected.error == resolve::errc::other_family;
    const auto kind = valid ? report::failure_kind::unresolved : report::failure_kind::invalid;
    report::failure failure{std::move(rejected.text), kind, rejected.error.message()};
    deliver(order_.admit(), failed_target{std::move(failure), std::move(rejected.place)});
}

void session::begin(resolve::no_target none) {
    if (none == resolve::no_target::waiting) return wait_for_lines(&session::fill);
    exhausted_ = true;
}

void session::looked_up() {
    --lookups_;
}

void session::hop(const report::heading& trace, const hop_result& hop) {
    if (hop.ttl <= settings_.hidden_hops) return;
    const auto about = addresses_of(hop);
    with_.reports.look_up(about);
    if (reporter_->wants_hops()) write(about, [this, trace, hop] { return reporter_->hop(trace, hop); });
}

void session::done(target_number number, outcome finished) {
    active_.erase(static_cast<std::size_t>(number));
    deliver(number, std::move(finished));
    fill();
}

void session::deliver(target_number number, outcome finished) {
    for (auto& ready : order_.take(number, std::move(finished))) {
        if (!output_ended_) std::visit([this](auto& known) { report(std::move(known)); }, ready);
    }
}

void session::report(finished_trace finished) {
    auto& result = finished.result;
    tally_.add(result);
    if (with_.log && !result.reached) {
        with_.log(log_level::info, result.target + ": not reached: " + std::string{report::name_of(result.stop)});
    }
    hide_hops(result, settings_.hidden_hops);
    const auto about = addresses_of(result);
    write(about, [this, ended = std::move(finished)] { return reporter_->trace(ended.heading, ended.result); });
}

void session::report(failed_target failed) {
    tally_.add(failed.failure);
    std::string message;
    for (const auto& part : {failed.place, failed.failure.target}) {
        if (!part.empty()) message.append(part).append(": ");
    }
    with_.complain(message.append(failed.failure.message));
    if (failed.failure.target.empty()) return;
    write({}, [this, failure = std::move(failed.failure)] { return reporter_->failure(failure); });
}

/// Everything goes through the queue, so that it stays in order.
void session::write(const report_queue::address_list& about, std::function<boost::system::error_code()> written) {
    const auto patience = reporter_->wants_hops() ? settings_.hop_patience : settings_.trace_patience;
    with_.reports.add(about, patience, [this, written = std::move(written)] {
        if (!output_ended_) check(written());
    });
}

/// A closed pipe is no failure: its reader has seen enough.
void session::check(boost::system::error_code written) {
    if (!written) return;
    output_ended_ = true;
    if (written != boost::system::errc::broken_pipe) {
        tally_.set_output_failed();
        with_.complain("results cannot be written: " + written.message());
    }
    stop();
}

void session::stop() {
    stopping_ = true;
    with_.targets.cancel();
    with_.reports.hurry();
    // A copy, because what ends at once leaves the list.
    const auto active = active_;
    for (const auto& [number, task] : active) task->cancel();
    finish_if_done();
}

void session::finish_if_done() {
    const bool done = (exhausted_ || stopping_) && active_.empty() && with_.reports.empty();
    if (!done || !finished_) return;
    const auto finished = std::exchange(finished_, nullptr);
    if (reporter_ && !output_ended_) check(reporter_->finish());
    finished();
}

}  // namespace tracerouter::cli
