#include "engine/survey.hpp"

#include <algorithm>

#include "engine/way_back.hpp"

namespace tracerouter::engine {

namespace {

// From where an answer came that a probe of the highest TTL got. An error quotes the TTL that our probe had left; of an
// echo reply we know how many hops it came itself, and that most ways back are as long.
std::uint8_t distance_told(const reply& answer, std::uint8_t ttl) {
    if (answer.kind == reply_kind::time_exceeded) return ttl;
    if (answer.ttl_quoted && *answer.ttl_quoted >= 1 && *answer.ttl_quoted <= ttl) {
        return static_cast<std::uint8_t>(ttl - *answer.ttl_quoted + 1);
    }
    if (!answer.reply_ttl) return ttl;
    return static_cast<std::uint8_t>(std::min<int>(hops_of_way_back(*answer.reply_ttl), ttl));
}

}  // namespace

void survey::answered(const probe_record& probe, const reply& answer, const path_map& /*path*/) {
    scout_told(distance_told(answer, probe.ttl));
}

void survey::learnt(const path_map& path, bool settled) {
    const path_evidence& known = path.evidence();
    if ((known.distance || known.barrier) && !known.in_doubt) return;
    heard_up_to(known.last_answered.value_or(static_cast<std::uint8_t>(first_ - 1)), settled);
}

}  // namespace tracerouter::engine
