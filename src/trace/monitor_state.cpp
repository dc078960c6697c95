#include "trace/monitor_state.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <algorithm>
#include <random>
#include <utility>

#include "base/grid.hpp"
#include "engine/hop_ttl.hpp"
#include "engine/icmp_rate_limit.hpp"
#include "net/lifeline.hpp"
#include "trace/time_budget.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter {

using boost::asio::cancellation_type;
using boost::system::error_code;

namespace {

/// Rounds and events that are kept for who asks for them later.
constexpr std::size_t most_rounds_kept = 60;
constexpr std::size_t most_events_kept = 1'000;
/// More rounds of one target are not under way at once.
constexpr std::size_t most_active_rounds = 4'096;

/// Rounds behind the first begin together with those of other monitors, but later by no more than a part of the
/// interval.
constexpr int parts_of_interval = 50;

/// Rounds may begin so much too early or too late, on this host or on the way.
constexpr duration round_jitter = std::chrono::milliseconds{100};

error_code check(const monitor_request& request) {
    const bool valid = request.interval >= min_interval && request.interval <= max_interval && request.flows >= 1 &&
                       request.flows <= max_flows && !request.options.stop_set && !request.options.path_mtu &&
                       !request.options.paths;
    return valid ? validate(request.options, request.target.is_v6()) : make_error_code(errc::invalid_options);
}

}  // namespace

path_monitor::state::state(std::shared_ptr<tracer::impl> tracer, monitor_request request)
    : tracer_(std::move(tracer)),
      request_(std::move(request)),
      rounds_(std::make_shared<trace::item_stream<monitor_round>>(tracer_->executor(), most_rounds_kept)),
      events_(std::make_shared<trace::item_stream<monitor_event>>(tracer_->executor(), most_events_kept)),
      plan_(engine::first_ttl_of(request_.options), engine::max_ttl_of(request_.options),
            std::clamp<std::uint16_t>(request_.flows, 1, max_flows)),
      routers_(tracer_->router_turns(), request_.target.is_v6(), plan_.flows()),
      next_at_(tracer_->closed() ? time_point{} : tracer_->now() + request_.begin_after),
      started_at_(std::chrono::system_clock::now()) {
    request_.options.queries = 1;
}

void path_monitor::state::start() {
    error_ = check(request_);
    // Other monitors of this host hardly have the same.
    if (!request_.options.flow) request_.options.flow = static_cast<std::uint16_t>(std::random_device{}());
    stopped_ = static_cast<bool>(error_);
    wait_for_turn();
}

void path_monitor::state::stop() {
    stopped_ = true;
    forget_turn();
    end_if_over();
}

void path_monitor::state::cancel() {
    stop();
    for (auto& [number, round] : active_) {
        for (auto& interruption : round.interruptions) interruption.emit(cancellation_type::terminal);
    }
}

// Nobody is told anything more. The function of the user stays, since this may be called from within it.
void path_monitor::state::abandon() {
    abandoned_ = true;
    rounds_->abandon();
    events_->abandon();
    cancel();
}

void path_monitor::state::set_interval(duration interval) {
    const auto last_at = next_at_ - request_.interval;
    request_.interval = std::clamp(interval, min_interval, max_interval);
    if (stopped_ || tracer_->closed()) return;
    next_at_ = std::max(last_at + request_.interval, tracer_->now());
    wait_for_turn();
}

void path_monitor::state::pause(bool paused) {
    paused_ = paused;
}

void path_monitor::state::reset() {
    seen_.reset(begun_);
    started_at_ = std::chrono::system_clock::now();
}

void path_monitor::state::drop_handlers() {
    rounds_->drop_handlers();
    events_->drop_handlers();
}

// The alarm must not keep us alive: nobody may want us any more.
void path_monitor::state::wait_for_turn() {
    forget_turn();
    const auto told = [this](void (state::*what)()) {
        return [weak = weak_from_this(), what] {
            if (const auto self = weak.lock()) ((*self).*what)();
        };
    };
    const duration step = std::min(trace::watching_grid, request_.interval / parts_of_interval);
    const time_point at = begun_ == 0 ? next_at_ : on_grid(next_at_, step);
    alarm_ = tracer_->call_at(at, {.ring = told(&state::take_turn), .drop = told(&state::drop_handlers)});
}

void path_monitor::state::forget_turn() {
    if (const auto alarm = std::exchange(alarm_, std::nullopt)) tracer_->cancel_call(*alarm);
}

// Rounds that were missed, because this process or the machine stood still, are not made up for.
void path_monitor::state::take_turn() {
    alarm_.reset();
    if (tracer_->closed()) error_ = errc::closed;
    stopped_ = stopped_ || tracer_->closed();
    if (stopped_) return end_if_over();
    const time_point now = tracer_->now();
    if (const time_point refilled = limits_refilled_at(); now < refilled) {
        next_at_ = refilled;
        return wait_for_turn();
    }
    next_at_ += request_.interval;
    if (next_at_ <= now) next_at_ = now + request_.interval;
    if (may_begin()) begin_round();
    if (request_.rounds > 0 && begun_ >= request_.rounds) return stop();
    wait_for_turn();
}

// The first round asks a target of unknown distance many times at once, and a target that answers by ICMP errors has
// then spent its limit. From the second round on it is asked as often as the limit grows: what is saved once stays, and
// no round that is a little early finds the limit spent. Shorter intervals exceed it anyway.
time_point path_monitor::state::limits_refilled_at() const {
    const bool matters = begun_ == 1 && first_left_at_ && request_.interval >= engine::icmp_interval_ipv4;
    return matters ? *first_left_at_ + engine::icmp_interval_ipv4 + round_jitter : time_point::min();
}

// If nothing of the last round has left, because there is no route or no room, more of the same would pile up.
bool path_monitor::state::may_begin() const {
    if (paused_ || active_.size() >= most_active_rounds) return false;
    return active_.empty() || active_.rbegin()->second.watch.begun();
}

void path_monitor::state::begin_round() {
    const std::uint64_t number = ++begun_;
    const std::uint16_t flow = plan_.flow_of(number);
    const auto now = std::chrono::system_clock::now();
    active_round& round = active_[number];
    round.watch = trace::round_watch{number, flow, now};
    ask(number, round, plan_.begin(number, tracer_->now()));
    if (round.watch.over()) active_.erase(number);
}

// Hops whose routers it is not our turn to ask are passed over. What is asked between them is a trace each.
void path_monitor::state::ask(std::uint64_t round, active_round& active, engine::round_plan::portion portion) {
    std::optional<engine::round_plan::portion> part;
    for (const engine::hop_ttl ttl : engine::ttls(portion.first, portion.last)) {
        if (routers_.may_ask(plan_.flow_of(round), ttl, tracer_->now(), request_.interval)) {
            part = {part ? part->first : ttl, ttl};
        } else if (const auto whole = std::exchange(part, std::nullopt)) {
            start_trace(round, active, *whole);
        }
    }
    if (part) start_trace(round, active, *part);
}

// The trace holds us strongly, because it listens to our signal; what it tells of probes is kept longer, so that holds
// us weakly.
void path_monitor::state::start_trace(std::uint64_t round, active_round& active, engine::round_plan::portion portion) {
    trace_request request{request_.target, request_.options};
    request.name = request_.name;
    request.options.first_ttl = portion.first.value();
    request.options.max_ttl = portion.last.value();
    request.options.flow = static_cast<std::uint16_t>(*request_.options.flow + plan_.flow_of(round));
    active.watch.add_trace(request.options.first_ttl, request.options.max_ttl);
    active.interruptions.emplace_back();
    auto ended = [self = net::lifeline(shared_from_this()), round](error_code error,
                                                                   const trace_result& /*result*/) mutable {
        self.take()->end_trace(round, error);
    };
    auto watch = [weak = weak_from_this(), round](const engine::probe_event& event, const trace::open_trace& trace) {
        if (const auto self = weak.lock()) self->take(round, event, trace);
    };
    tracer_->start(boost::asio::bind_cancellation_slot(active.interruptions.back().slot(), std::move(ended)),
                   std::move(request), std::move(watch));
}

void path_monitor::state::take(std::uint64_t round, const engine::probe_event& event, const trace::open_trace& trace) {
    const auto active = active_.find(round);
    if (active == active_.end()) return;
    source_ = trace.way.source;
    const bool limited = routers_.take(plan_.flow_of(round), event);
    const probe_observation* const seen = active->second.watch.take(event, trace, limited);
    if (seen == nullptr) return;
    if (round == 1 && seen->outcome == probe_outcome::sent) first_left_at_ = tracer_->now();
    follow(round, active->second, *seen);
    tell_decided(active->second);
    tell(*seen);
}

void path_monitor::state::follow(std::uint64_t round, active_round& active, const probe_observation& seen) {
    const engine::hop_ttl ttl{seen.ttl};
    if (seen.outcome == probe_outcome::lost) plan_.lost(round, ttl);
    if (seen.outcome != probe_outcome::answered) return;
    if (seen.reply->arrived) return plan_.arrived(round, ttl);
    if (seen.reply->kind != reply_kind::time_exceeded) return plan_.refused(round, ttl);
    const auto beyond = plan_.expired(round, ttl);
    if (beyond && !stopped_) ask(round, active, *beyond);
}

// The user comes last: what he does may end all this.
void path_monitor::state::tell(const probe_observation& seen) {
    seen_.observe(seen);
    while (auto event = seen_.poll_event()) events_->add(*std::move(event));
    if (request_.on_probe && !abandoned_) request_.on_probe(seen);
}

// An error of the first round is one of the request or of this host's rights, and ends the monitor. Later ones may
// pass: this host has not sent what the round had asked.
void path_monitor::state::end_trace(std::uint64_t round, error_code error) {
    const auto active = active_.find(round);
    if (error && (round == 1 || error == errc::closed)) {
        error_ = error;
        stopped_ = true;
        forget_turn();
    } else if (error) {
        for (const probe_observation& refused : active->second.watch.refuse_rest(error)) tell(refused);
    }
    active->second.watch.end_trace();
    tell_decided(active->second);
    if (active->second.watch.over()) active_.erase(active);
    end_if_over();
}

void path_monitor::state::tell_decided(active_round& active) {
    if (active.watch.take_decided() && active.watch.begun() && rounds_wanted_) rounds_->add(active.watch.result());
}

void path_monitor::state::end_if_over() {
    if (!stopped_ || !active_.empty() || std::exchange(ended_, true)) return;
    seen_.finish();
    while (auto event = seen_.poll_event()) events_->add(*std::move(event));
    rounds_->end(error_);
    events_->end(error_);
}

monitor_result path_monitor::state::result() const {
    const auto now = std::chrono::system_clock::now();
    monitor_result out;
    out.target = request_.name.empty() ? request_.target.to_string() : request_.name;
    out.address = request_.target;
    out.source = source_;
    out.options = request_.options;
    out.started_at = started_at_;
    out.elapsed = std::max(duration::zero(), duration{now - started_at_});
    out.rounds = begun_;
    out.flows = plan_.flows();
    seen_.fill(out, now);
    return out;
}

}  // namespace tracerouter
