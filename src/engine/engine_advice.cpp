#include "engine/engine.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

// How the engine follows the advice of the crowd.

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

/// How often hops are looked at of which other traces may tell.
constexpr duration between_visits = 20ms;

}  // namespace

// From the last hop to the first, since each is inferred from the one behind it.
void engine::take_advice(trace_state& trace, time_point now) {
    if (!trace.learnt_from()) {
        crowd_.learn(trace.map());
        trace.set_learnt_from();
    }
    const std::uint16_t slot = trace.setup().id.slot;
    const bool may_wait = notes_[slot].held || held_.size() <= window_ / 2;
    const bool in_company = (trace.setup().frugal || trace.setup().survey) && now <= trace.map().patient_until();
    bool waits = false;
    bool unsettled_above = false;  // what is learnt there may prove the hops below
    for (int ttl = trace.map().likely_end(); ttl >= trace.first_open(); --ttl) {
        const auto here = static_cast<std::uint8_t>(ttl);
        if (trace.unexplained(ttl) && !explain(trace, here, now, may_wait, in_company && unsettled_above)) waits = true;
        unsettled_above = unsettled_above || trace.in_suspense(ttl);
        if (trace.wants_further(ttl)) waits = !ask_further(trace, here, now, may_wait) || waits;
    }
    trace.set_advice_due(false);
    if (waits) hold(slot, now);
}

// Returns false if there is something to wait for.
bool engine::explain(trace_state& trace, std::uint8_t ttl, time_point now, bool may_wait, bool premature) {
    const advice advice = !trace.map().probed(ttl) ? crowd_.about_skipped(trace.map(), ttl, now)
                          : premature              ? crowd_.about_proof(trace.map(), ttl)
                                                   : crowd_.about_silence(trace.map(), ttl, now);
    if (premature && trace.map().probed(ttl) && advice.what != advice::kind::infer) return false;
    switch (advice.what) {
        case advice::kind::give_up: trace.explain(ttl, hop_verdict::silent); break;
        case advice::kind::limited: trace.explain(ttl, hop_verdict::limited); break;
        case advice::kind::infer:
            trace.explain(ttl, hop_verdict::inferred, advice.router);
            crowd_.learn(trace.map(), ttl);
            break;
        case advice::kind::ask: trace.ask_again(ttl); break;
        case advice::kind::wait:
            if (may_wait || !trace.map().probed(ttl)) return false;
            take_what_is_left(trace, ttl);
            break;
    }
    return true;
}

void engine::take_what_is_left(trace_state& trace, std::uint8_t ttl) {
    const advice advice = crowd_.in_vain(trace.map(), ttl);
    const bool known = advice.what == advice::kind::infer;
    trace.explain(ttl, known ? hop_verdict::inferred : hop_verdict::limited, advice.router);
    if (known) crowd_.learn(trace.map(), ttl);
}

bool engine::ask_further(trace_state& trace, std::uint8_t ttl, time_point now, bool may_wait) {
    advice advice{advice::kind::ask, {}};
    while (trace.queries_to_come(ttl) > 0 && advice.what == advice::kind::ask) {
        advice = crowd_.about_further_query(trace.map(), ttl, now);
        if (advice.what == advice::kind::ask) trace.ask_further(ttl);
    }
    if (advice.what == advice::kind::wait && may_wait) return false;
    if (advice.what != advice::kind::ask) trace.give_up_further(ttl);
    return true;
}

void engine::go_backwards(trace_state& trace) {
    while (const std::optional<std::uint8_t> ttl = trace.leads_on()) {
        const boost::asio::ip::address* router = trace.map().router_at(*ttl);
        trace.go_on(router && crowd_.knows_way_from(trace.map(), *router, *ttl));
        trace.set_advice_due(true);
    }
}

void engine::hold(std::uint16_t slot, time_point now) {
    if (std::exchange(notes_[slot].held, true)) return;
    if (held_.empty()) next_visit_ = now + between_visits;
    held_.push_back(slot);
}

// Each is taken off the list and, if it still waits, comes back. Returns how many were visited.
std::size_t engine::visit_held(time_point now, std::size_t most) {
    if (visited_.empty() && !held_.empty() && now >= next_visit_) {
        visited_.swap(held_);
        std::ranges::reverse(visited_);
        visit_began_ = now;
    }
    std::size_t count = 0;
    for (; count < most && !visited_.empty(); ++count) {
        const std::uint16_t slot = visited_.back();
        visited_.pop_back();
        trace_state* trace = slots_.at(slot);
        if (!std::exchange(notes_[slot].held, false) || !trace) continue;
        trace->set_advice_due(true);
        settle(*trace, now);
    }
    return count;
}

}  // namespace tracerouter::engine
