#include "engine/sweep_starts.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/mix.hpp"

namespace tracerouter::engine {

using boost::asio::ip::address;

namespace {

/// A hop in the parts in which the median moves.
constexpr std::int32_t parts_of_hop = 32;
/// As many traces move it by a whole hop, to come near soon, and are too few to tell.
constexpr std::uint32_t first_traces = 32;

/// Hops that tell how many routers are silent. From the second number on, old ones count half.
constexpr std::uint32_t fewest_asked = 256;
constexpr std::uint32_t most_asked = 8'192;
/// Not more than one path in so many may go on behind the silent hops that end it.
constexpr double paths_for_one_cut = 64;
constexpr int shortest_gap = 2;
constexpr int longest_gap = 255;

}  // namespace

void sweep_starts::median::add(hop_ttl ttl) {
    const std::int32_t there = ttl.value() * parts_of_hop;
    const std::int32_t step = traces < first_traces ? parts_of_hop : 1;
    if (traces < first_traces) ++traces;
    parts += std::clamp(there - parts, -step, step);
}

std::optional<hop_ttl> sweep_starts::median::value() const {
    if (traces < first_traces) return std::nullopt;
    return hop_ttl{(parts + parts_of_hop / 2) / parts_of_hop};
}

std::uint64_t sweep_starts::key_of(const address& target) const {
    return mix(std::uint64_t{locality_of(target, secret_).neighbourhood} ^ secret_) | 1;
}

std::optional<hop_ttl> sweep_starts::start_of(const address& target) {
    const std::optional<hop_ttl> common = common_[target.is_v6() ? 1 : 0].value();
    if (!common) return std::nullopt;
    const depth* near = neighbours_.find(key_of(target));
    return near ? near->last_router : *common + 1;
}

// Neighbours share nearly all of their path: they say nothing about how much others share.
void sweep_starts::ended(const path_map& trace, std::optional<hop_ttl> known) {
    count_silent(trace);
    const address& target = trace.setup().target;
    hop_ttl last = trace.last_answered();
    while (last >= first_ttl_of(trace.setup().options) && !trace.router_at(last)) last = last - 1;
    // A loop goes on to the highest TTL, and says nothing about neighbours.
    if (last < first_ttl_of(trace.setup().options) || last == max_ttl_of(trace.setup().options)) return;
    bool fresh = false;
    depth& near = neighbours_.make(key_of(target), fresh);
    near.last_router = std::max(near.last_router, last);
    if (fresh && known) common_[target.is_v6() ? 1 : 0].add(*known);
}

void sweep_starts::count_silent(const path_map& trace) {
    for (const hop_ttl ttl : ttls(first_ttl_of(trace.setup().options), trace.last_answered() - 1)) {
        if (!trace.probed(ttl)) continue;
        ++asked_;
        if (trace.hop(ttl).answers == 0) ++silent_;
    }
    if (asked_ < most_asked) return;
    asked_ /= 2;
    silent_ /= 2;
}

int sweep_starts::gap() const {
    if (asked_ < fewest_asked) return longest_gap;
    const double share = static_cast<double>(silent_) / asked_;
    double cut = share * share;
    int gap = shortest_gap;
    for (; cut * paths_for_one_cut > 1 && gap < longest_gap; ++gap) cut *= share;
    return gap;
}

}  // namespace tracerouter::engine
