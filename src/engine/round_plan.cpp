#include "engine/round_plan.hpp"

#include <algorithm>
#include <chrono>

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

/// Behind a target or a barrier that is lost, and behind the last hop that is heard of one that never answers.
constexpr int look_beyond = 2;
/// Behind the router that answers in the place of the target: more would be lost on a path that is one hop longer.
constexpr int look_ahead = 3;
/// Whether a target that does not answer is farther away now, or a silent part of the path has an end.
constexpr duration whole_range_every = 5min;

}  // namespace

round_plan::portion round_plan::begin(std::uint64_t round, time_point now) {
    flow_state& flow = of(round);
    flow.asked_by = round;
    flow.asked_up_to = up_to(flow, now);
    return {first_, flow.asked_up_to};
}

// In this order:
//   1. The target answers by this flow: up to there, or a little farther if its last answer is missing.
//   2. It has not answered by this flow yet, but by another: up to there. A longer way shows by itself.
//   3. It answers by none: now and then all.
//   4. A router refuses the probes of this flow: up to there, or a little farther if its last answer is missing.
//   5. It is new, and a router refuses another flow: up to there.
//   6. Else a little farther than somebody answers.
hop_ttl round_plan::up_to(const flow_state& flow, time_point now) {
    const auto known = [](const flow_state& one) { return one.distance.has_value(); };
    if (flow.distance) return within(flow.distance->value() + (flow.missed_by > flow.told_by ? look_beyond : 0));
    if (const auto other = std::ranges::find_if(flows_, known); other != flows_.end()) return *other->distance;
    if (now >= whole_range_at_ || !(heard_up_to_ || flow.barrier)) {
        whole_range_at_ = now + whole_range_every;
        return last_;
    }
    if (flow.barrier) return within(flow.barrier->value() + (flow.missed_by > flow.refused_by ? look_beyond : 0));
    const auto stopped = [](const flow_state& one) { return one.barrier.has_value(); };
    if (flow.passed_by == 0) {
        if (const auto other = std::ranges::find_if(flows_, stopped); other != flows_.end()) return *other->barrier;
    }
    return within(heard_up_to_->value() + look_beyond);
}

hop_ttl round_plan::within(int ttl) const {
    return hop_ttl{std::clamp(ttl, int{first_.value()}, int{last_.value()})};
}

std::optional<round_plan::portion> round_plan::expired(std::uint64_t round, hop_ttl ttl) {
    heard_up_to_ = std::max(heard_up_to_.value_or(ttl), ttl);
    passed(round, ttl);
    flow_state& flow = of(round);
    if (flow.asked_by != round || ttl != flow.asked_up_to || ttl == last_) return std::nullopt;
    flow.asked_up_to = within(ttl.value() + look_ahead);
    return portion{ttl + 1, flow.asked_up_to};
}

// Answers of several rounds come in any order, and those of one round, too. The target answers each TTL beyond its
// distance, so the lowest is the distance.
void round_plan::arrived(std::uint64_t round, hop_ttl ttl) {
    flow_state& flow = of(round);
    if (round < flow.told_by) return;
    const bool first = round > flow.told_by || !flow.distance;
    flow.distance = first ? ttl : std::min(*flow.distance, ttl);
    flow.told_by = round;
}

// A router that refuses what expires there and lets the rest through is no barrier: others answer behind it.
void round_plan::refused(std::uint64_t round, hop_ttl ttl) {
    flow_state& flow = of(round);
    if (round < flow.refused_by || (round <= flow.passed_by && ttl <= flow.passed)) return;
    const bool first = round > flow.refused_by || !flow.barrier;
    flow.barrier = first ? ttl : std::min(*flow.barrier, ttl);
    flow.refused_by = round;
}

void round_plan::passed(std::uint64_t round, hop_ttl ttl) {
    flow_state& flow = of(round);
    if (round < flow.passed_by) return;
    flow.passed = round > flow.passed_by ? ttl : std::max(flow.passed, ttl);
    flow.passed_by = round;
    if (round >= flow.refused_by && flow.barrier <= flow.passed) flow.barrier.reset();
}

void round_plan::lost(std::uint64_t round, hop_ttl ttl) {
    flow_state& flow = of(round);
    if (flow.distance.value_or(flow.barrier.value_or(hop_ttl{})) == ttl)
        flow.missed_by = std::max(flow.missed_by, round);
}

}  // namespace tracerouter::engine
