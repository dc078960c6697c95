#include "run/session.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "report/names.hpp"
#include "run/config.hpp"
#include "run/result_parts.hpp"
#include "targets/error.hpp"

namespace tracerouter::run {

session::session(const settings& chosen, surroundings with)
    : settings_{chosen},
      with_{std::move(with)},
      done_{with_.done},
      under_way_{{.names = with_.names,
                  .tracer = with_.tracer,
                  .excluded = with_.excluded,
                  .options = settings_.trace,
                  .tell_hops = false,
                  .all_addresses = chosen.all_addresses,
                  .observer = *this},
                 chosen.window},
      order_{chosen.in_order} {
    if (chosen.count_responders) tally_.count_responders();
}

namespace {

/// A run without a target is a mistake of whoever asked for it, and one of its outcomes.
failed_target nothing_to_trace() {
    return {{{},
             report::failure_kind::invalid,
             "there is nothing to trace: the lists are empty, or all targets are excluded"},
            {}};
}

}  // namespace

void session::start(std::function<void()> finished) {
    finished_ = std::move(finished);
    with_.reports.on_empty([this] { finish_if_done(); });
    prepare();
}

void session::interrupt() {
    tally_.set_interrupted();
    stop();
}

void session::tell(report::progress& now) const {
    // Nobody knows how many addresses names have.
    const auto expected = settings_.all_addresses ? std::nullopt : with_.targets.expected();
    if (expected) {
        now.total = expected->targets;
        now.total_is_exact = expected->exact;
    }
    tally_.tell(now);
}

void session::prepare() {
    const auto wanted = settings_.queries_chosen ? 2 : targets::few_targets + 1;
    if (!with_.targets.read_ahead(wanted)) return wait_for_lines(&session::prepare);
    if (!settings_.queries_chosen && with_.targets.held() > targets::few_targets) {
        settings_.trace.queries = queries_of_many_targets;
    }
    reporter_ = with_.make_reporter(with_.targets.held() <= 1 && !settings_.all_addresses);
    under_way_.tell_hops(reporter_->wants_hops() || with_.reports.asks());
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

void session::output_changed(boost::system::error_code error) {
    error ? check(error) : fill();
}

bool session::may_begin() {
    const bool room = under_way_.has_room() && order_.span() < 2 * settings_.window;
    return room && !waiting_ && !exhausted_ && !stopping_ && with_.output_has_room();
}

void session::begin(targets::target target) {
    const auto number = order_.admit();
    if (done_.contains(number)) return skip(number);
    under_way_.begin(number, std::move(target));
}

void session::skip(target_number number) {
    deliver({number}, left_out{});
}

void session::start_all(target_number number, found_addresses found) {
    done_.remove_done(number, found.addresses);
    if (found.addresses.empty()) return skip(number);
    order_.expect(number, found.addresses.size());
    done_.expect(number, found.addresses);
    for (std::size_t i = 0; i < found.addresses.size(); ++i) {
        under_way_.begin_address({number, i}, found.name, found.addresses[i]);
    }
}

void session::begin(targets::rejected_target rejected) {
    const auto number = order_.admit();
    if (done_.contains(number)) return skip(number);
    const bool valid = rejected.error == targets::errc::other_family;
    const auto kind = valid ? report::failure_kind::unresolved : report::failure_kind::invalid;
    report::failure failure{std::move(rejected.text), kind, rejected.error.message()};
    deliver({number}, failed_target{std::move(failure), std::move(rejected.place)});
}

void session::begin(targets::no_target none) {
    if (none == targets::no_target::waiting) return wait_for_lines(&session::fill);
    exhausted_ = true;
}

void session::looked_up() {
    under_way_.look_up_ended();
}

void session::hop(const report::heading& trace, const hop_result& hop) {
    if (hop.ttl <= settings_.hidden_hops) return;
    auto about = with_.reports.asks() ? addresses_of(hop) : report_queue::address_list{};
    if (!reporter_->wants_hops()) return with_.reports.look_up(about);
    with_.reports.add(std::move(about), patience(), [this, trace, hop] {
        if (!output_ended_) check(reporter_->hop(trace, hop));
    });
}

void session::done(trace_number number, outcome finished) {
    under_way_.ended(number);
    auto* found = std::get_if<found_addresses>(&finished);
    found ? start_all(number.target, std::move(*found)) : deliver(number, std::move(finished));
    refill();
}

void session::refill() {
    under_way_.has_much_room() ? fill() : finish_if_done();
}

void session::deliver(trace_number number, outcome finished) {
    order_.take(number, std::move(finished),
                [this](trace_number ready, outcome&& ended) { enqueue(ready, std::move(ended)); });
}

/// Nothing overtakes what waits in the queue.
void session::enqueue(trace_number number, outcome ended) {
    report_queue::address_list about;
    if (auto* finished = std::get_if<finished_trace>(&ended)) {
        hide_hops(finished->result, settings_.hidden_hops);
        if (with_.reports.asks()) about = addresses_of(finished->result);
    }
    if (about.empty() && with_.reports.free()) return report(number, ended);
    with_.reports.add(std::move(about), patience(),
                      [this, number, ended = std::move(ended)] { report(number, ended); });
}

void session::report(trace_number number, const outcome& ended) {
    if (output_ended_) return;
    const bool complete = std::visit([this](const auto& known) { return report(known); }, ended);
    if (complete && !output_ended_) done_.add(number);
}

duration session::patience() const {
    return reporter_->wants_hops() ? settings_.hop_patience : settings_.trace_patience;
}

/// How messages call a trace.
std::string session::called(const trace_result& result) const {
    return settings_.all_addresses ? result.target + " (" + result.address.to_string() + ')' : result.target;
}

bool session::report(const finished_trace& finished) {
    const auto& result = finished.result;
    // A run that can be resumed traces it again.
    if (done_.resumable() && result.stop == stop_reason::interrupted) return false;
    if (done_.resumable() && refused_by_this_host(result)) {
        tally_.leave_undone(report::failure_kind::unsent);
        return false;
    }
    tally_.add(result);
    if (unreachable_from_this_host(result)) {
        with_.complain(called(result) +
                       ": not reachable from this host: the next hop does not answer at its link address");
    }
    if (with_.log && !result.reached) {
        with_.log(log_level::info, called(result) + ": not reached: " + std::string{to_string(result.stop)});
    }
    check(reporter_->trace(finished.heading, result));
    return true;
}

bool session::report(const failed_target& failed) {
    auto failure = failed.failure;
    failure.at = std::chrono::system_clock::now();
    std::string message;
    const auto address = failure.address ? " (" + failure.address->to_string() + ')' : std::string{};
    for (const auto& part : {failed.place, failure.target + address}) {
        if (!part.empty()) message.append(part).append(": ");
    }
    with_.complain(message.append(failure.message));
    // A run that can be resumed tries it again.
    if (done_.resumable() && (failed.may_pass || failure.kind == report::failure_kind::unsent)) {
        tally_.leave_undone(failure.kind);
        return false;
    }
    tally_.add(failure);
    if (!failure.target.empty()) check(reporter_->failure(failure));
    return true;
}

/// A closed pipe is no failure: its reader has seen enough.
void session::check(boost::system::error_code written) {
    if (!written || std::exchange(output_ended_, true)) return;
    if (written != boost::system::errc::broken_pipe) return give_up("results cannot be written: " + written.message());
    stop();
}

void session::give_up(std::string_view why) {
    tally_.set_output_failed();
    with_.complain(why);
    stop();
}

void session::stop() {
    stopping_ = true;
    with_.targets.cancel();
    for (const auto number : under_way_.drop_waiting_names()) deliver({number}, given_up{});
    with_.reports.hurry();
    under_way_.cancel_tasks();
    finish_if_done();
}

void session::finish_if_done() {
    const bool done = (exhausted_ || stopping_) && is_idle();
    if (!done || !finished_) return;
    if (!stopping_ && counts().targets() == 0) report(nothing_to_trace());
    const auto finished = std::exchange(finished_, nullptr);
    if (reporter_ && !output_ended_) check(reporter_->finish());
    finished();
}

}  // namespace tracerouter::run
