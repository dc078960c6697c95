#include "engine/loss_retry.hpp"

#include <algorithm>

#include "engine/end_rules.hpp"

namespace tracerouter::engine {

void retry_losses(trace_parts& trace, const hop_order& order) {
    if (trace.one_by_one()) return;
    path_map& path = trace.path;
    // Behind the last answer it is more than loss that makes the hops silent.
    const hop_ttl end = std::min(path.likely_end(), path.evidence().last_answered.value_or(hop_ttl{}));
    for (const hop_ttl ttl : ttls_behind(order.last_complete(), end)) {
        if (!order.settled(ttl)) continue;
        if (!worth_retrying(path.evidence(), path.hop(ttl), *trace.setup.numbers)) continue;
        trace.plan.extra().retry(path, ttl);
    }
}

}  // namespace tracerouter::engine
