#include "engine/loss_retry.hpp"

#include <algorithm>

#include "engine/end_rules.hpp"

namespace tracerouter::engine {

void retry_losses(trace_parts& trace, const hop_order& order) {
    if (trace.one_by_one()) return;
    path_map& path = trace.path;
    // Behind the last answer it is more than loss that makes the hops silent.
    const int end = std::min<int>(path.likely_end(), path.evidence().last_answered.value_or(0));
    for (int ttl = order.first_open(); ttl <= end; ++ttl) {
        if (!order.settled(ttl)) continue;
        if (!worth_retrying(path.evidence(), path.hop(ttl), trace.setup.numbers)) continue;
        trace.plan.extra().retry(path, ttl);
    }
}

}  // namespace tracerouter::engine
