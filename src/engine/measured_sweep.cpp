#include "engine/measured_sweep.hpp"

#include "engine/way_back.hpp"

namespace tracerouter::engine {

namespace {

/// TTLs that are added where the distance was estimated too short and no answer tells by how much.
constexpr int stride = 2;

}  // namespace

// An error quotes the TTL that our probe had left; of an echo reply we know how many hops it came itself, and that most
// ways back are as long.
hop_ttl distance_told(const reply& answer, hop_ttl ttl) {
    if (answer.kind == reply_kind::time_exceeded) return ttl;
    if (answer.ttl_quoted && *answer.ttl_quoted >= 1 && *answer.ttl_quoted <= ttl.value()) {
        return ttl - (*answer.ttl_quoted - 1);
    }
    if (!answer.reply_ttl) return ttl;
    return std::min(hops_of_way_back(*answer.reply_ttl), ttl);
}

std::optional<probe_plan> measured_sweep::peek(hop_ttl end) const {
    if (distance_wanted_ || (ask_again_ && max_ <= end))
        return probe_plan{.ttl = max_, .purpose = probe_purpose::distance};
    const std::optional<hop_ttl> ttl = told_ ? next_ttl(end) : std::nullopt;
    if (!ttl) return std::nullopt;
    return probe_plan{*ttl, first_query};
}

void measured_sweep::take(const probe_plan& plan, hop_ttl end) {
    if (plan.purpose == probe_purpose::distance) {
        (distance_wanted_ ? distance_wanted_ : ask_again_) = false;
        return;
    }
    asked_.set(plan.ttl.value());
    note_asked(plan.ttl, end);
}

void measured_sweep::answered(const probe_record& probe, const reply& answer, const path_map& /*path*/) {
    learnt_distance(distance_told(answer, probe.ttl));
}

duration measured_sweep::patience(const path_map& path) const {
    return std::min(path.setup().numbers->silent_target_floor, path.setup().options.wait);
}

void measured_sweep::learnt(const path_map& path) {
    const path_evidence& known = path.evidence();
    if ((known.distance || known.barrier) && !known.in_doubt) return;
    heard_up_to(known.last_answered.value_or(first_ - 1), path.settled());
}

std::optional<hop_ttl> measured_sweep::lost_target(const path_map& path) const {
    // Other answers of the target are errors, whose limits limit_retry knows about.
    const bool echo = path.setup().options.protocol == protocol::icmp;
    if (!echo || !distance_ || *distance_ < first_) return std::nullopt;
    if (path.evidence().distance && !(told_nearer_ && *distance_ < *path.evidence().distance)) return std::nullopt;
    const hop_evidence& hop = path.hop(*distance_);
    const bool in_vain = hop.handed == 1 && hop.awaited == 0 && hop.answers == 0 && hop.retries == 0;
    return in_vain && *distance_ > path.last_shown ? distance_ : std::nullopt;
}

void measured_sweep::heard_up_to(hop_ttl last_answered, bool settled) {
    if (!told_) return;
    hop_ttl horizon = horizon_;
    if (lost_) {
        horizon = std::max(horizon, last_answered + gap_limit_);
    } else if (last_answered >= horizon_) {
        horizon = last_answered + 1;
    } else if (settled && !next_ttl(max_)) {
        horizon = horizon + stride;
    }
    horizon_ = std::min(horizon, max_);
}

}  // namespace tracerouter::engine
