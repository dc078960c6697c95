#include "driver.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tracerouter::sim {

namespace {

using namespace std::chrono_literals;

constexpr time_point beginning{1h};
/// A process that has nothing to do but try again does it this often.
constexpr duration retry_interval = 1ms;
/// Wake-ups without any progress of time that mean there will never be one.
constexpr int most_wake_ups_at_once = 10'000;

engine::engine_config config_of(const world& world) {
    return {.rate = world.rate,
            .window = world.window,
            .secret = world.seed,
            .first_identifier = world.first_identifier,
            .first_sequence = world.first_sequence,
            .end_rules = world.end_rules};
}

// Of the kind that stays.
boost::system::error_code refusal() {
    return make_error_code(boost::system::errc::permission_denied);
}

}  // namespace

driver::driver(const world& world, std::vector<observer*> observers, bool announce_hops)
    : world_(world),
      observers_(std::move(observers)),
      announce_hops_(announce_hops),
      dice_(world.seed),
      network_(world, dice_.split()),
      engine_(config_of(world), beginning),
      true_time_(beginning),
      now_(beginning) {}

void driver::run() {
    std::string_view stuck;
    for (int standing = 0;; ++standing) {
        wake_up();
        if (over()) break;
        const std::optional<time_point> next = next_wake_up();
        if (!next) stuck = "traces are active and nothing will ever happen";
        if (standing > most_wake_ups_at_once) stuck = "the engine asks for wake-ups that change nothing";
        if (!stuck.empty()) break;
        if (*next > true_time_) standing = 0;
        true_time_ = std::max(true_time_, *next) + dice_.between(duration::zero(), world_.manners.sluggishness);
    }
    tell([&](observer& observer) { observer.on_end(engine_, stuck); });
}

// In the order a real driver keeps: what has arrived goes first, so that it counts as arrived in time.
void driver::wake_up() {
    now_ = true_time_ - dice_.between(duration::zero(), world_.manners.clock_error);
    start_traces();
    take_what_happened();
    engine_.handle_timeout(now_);
    take_events();
    transmit();
    start_traces();
    tell([&](observer& observer) { observer.on_settled(engine_, now_); });
}

void driver::start_traces() {
    for (; started_ < world_.routes.size() && engine_.has_room(); ++started_) {
        const route& route = world_.routes[started_];
        const engine::trace_id trace = engine_.start({.target = route.target,
                                                      .source = address_v4{0xc6120002},
                                                      .link_mtu = 1500,
                                                      .identifier = {},
                                                      .options = route.options,
                                                      .announce_hops = announce_hops_},
                                                     now_);
        tell([&](observer& observer) { observer.on_started(trace, route, now_); });
        if (route.cancelled_after) agenda_.add(true_time_ + *route.cancelled_after, [this, trace] { cancel(trace); });
    }
}

void driver::take_what_happened() {
    while (const agenda::action due = agenda_.pop_due(true_time_)) {
        due();
        take_events();
    }
}

void driver::arrive(const delivery& arrived, time_point at) {
    const bool stamped = world_.manners.arrivals_stamped;
    const received_datagram datagram{.bytes = arrived.bytes,
                                     .at = stamped ? at : now_,
                                     .source = stamped ? stamp_source::kernel : stamp_source::process};
    tell([&](observer& observer) { observer.on_delivered(arrived, datagram, now_); });
    engine_.handle_datagrams({&datagram, 1}, now_);
}

void driver::say_sent(const sent_stamp& stamp) {
    tell([&](observer& observer) { observer.on_sent(stamp, now_); });
    engine_.handle_sent(stamp);
}

void driver::cancel(engine::trace_id trace) {
    tell([&](observer& observer) { observer.on_cancelled(trace, now_); });
    engine_.cancel(trace, now_);
}

void driver::transmit() {
    while (!blocked_) {
        if (batch_.empty()) {
            engine_.poll_transmit(now_, batch_);
            tell([&](observer& observer) { observer.on_asked_for_probes(now_); });
            for (const datagram& probe : batch_.pending()) {
                tell([&](observer& observer) { observer.on_handed_out(probe, now_); });
            }
        }
        if (batch_.empty()) return;
        if (dice_.chance(world_.manners.blocked)) {
            block();
        } else {
            send(batch_.pending().front());
            batch_.pop_front(1);
        }
        take_events();
    }
}

void driver::block() {
    blocked_ = true;
    const time_point until = true_time_ + world_.manners.blocked_for;
    agenda_.add(until, [this] { blocked_ = false; });
    tell([&](observer& observer) { observer.on_blocked(now_, until); });
}

void driver::send(const datagram& probe) {
    if (dice_.chance(world_.manners.refused)) {
        tell([&](observer& observer) { observer.on_refused(probe.probe, refusal(), now_); });
        engine_.handle_refused(probe.probe, refusal(), now_);
        return;
    }
    say_sent({probe.probe, now_, stamp_source::process});
    const time_point left = true_time_ + dice_.between(duration{1us}, 50us);
    stamp_by_kernel(probe.probe, left);
    for (auto& [arrival, answer] : network_.answers(probe, left)) {
        agenda_.add(arrival, [this, at = arrival, arrived = std::move(answer)] { arrive(arrived, at); });
    }
}

void driver::stamp_by_kernel(probe_key probe, time_point left) {
    const bool flaky = world_.manners.stamps == kernel_stamps::flaky;
    if (world_.manners.stamps == kernel_stamps::none || (flaky && dice_.chance(0.2))) return;
    const duration delay = flaky && dice_.chance(0.2) ? dice_.between(duration{1ms}, 200ms) : duration::zero();
    agenda_.add(left + delay, [this, probe, left] { say_sent({probe, left, stamp_source::kernel}); });
}

void driver::take_events() {
    while (const std::optional<engine::event> event = engine_.poll_event()) {
        tell([&](observer& observer) { observer.on_event(*event, now_); });
    }
}

std::optional<time_point> driver::next_wake_up() const {
    std::optional<time_point> next = engine_.next_deadline(!blocked_);
    // The engine may want to send what the channel cannot take yet, or to be woken at a time our clock does not show.
    if (next && *next <= true_time_ && (blocked_ || now_ < true_time_)) next = true_time_ + retry_interval;
    const std::optional<time_point> due = agenda_.next();
    if (due && (!next || *due < *next)) next = due;
    return next;
}

}  // namespace tracerouter::sim
