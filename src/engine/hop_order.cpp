#include "engine/hop_order.hpp"

#include <algorithm>
#include <vector>

namespace tracerouter::engine {

// What is still searched for, or asked again when limits have refilled, may be an answer of any hop without one.
bool hop_order::settled(hop_ttl ttl) const {
    const hop_evidence& hop = trace_.path.hop(ttl);
    if (hop.awaited > 0 || !trace_.plan.done(ttl)) return false;
    return hop.answers > 0 || !(trace_.path.waits_for_limits || search_.searching());
}

bool hop_order::complete(hop_ttl ttl) const {
    const hop_evidence& hop = trace_.path.hop(ttl);
    const bool known = hop.answers > 0 ? hop.queries_left == 0 : hop.verdict != hop_verdict::open;
    return known && settled(ttl);
}

bool hop_order::silent_without_reason(hop_ttl ttl) const {
    const hop_evidence& hop = trace_.path.hop(ttl);
    return hop.answers == 0 && hop.verdict == hop_verdict::open && settled(ttl);
}

bool hop_order::undecided(hop_ttl ttl) const {
    const hop_evidence& hop = trace_.path.hop(ttl);
    return hop.answers == 0 && (hop.verdict == hop_verdict::open || !settled(ttl));
}

void hop_order::pass_complete() {
    while (!hops_known() && complete(last_complete_ + 1)) ++last_complete_;
    const size_search* sizes = trace_.plan.sizes();
    if (sizes && hops_known() && !sizes->begun()) begin_size_search();
    path_sweep* const paths = trace_.plan.paths();
    if (paths && hops_known()) paths->begin(trace_.path);
}

void hop_order::begin_size_search() {
    std::vector<hop_ttl> answering;
    for (const hop_ttl ttl : ttls(first_ttl_of(trace_.setup.options), trace_.path.end())) {
        // Who does not say which probe was answered does not say which size arrived.
        if (trace_.path.hop(ttl).answers > 0 && !search_.found_at(ttl)) answering.push_back(ttl);
    }
    trace_.plan.sizes()->begin(answering, trace_.setup);
    trace_.end.settle();  // what the sizes are searched up to stays the end
}

std::optional<hop_ttl> hop_order::close_next() {
    if (last_closed() == last_complete_) return std::nullopt;
    const hop_ttl next = last_closed() + 1;
    if (trace_.end.learn_loop(next)) {
        trace_.note_end(true);
        pass_complete();
    }
    // What is said about a hop is said once, with its path MTU.
    if (trace_.setup.options.path_mtu && !finished() && !interrupted_) return std::nullopt;
    if (next > visible_ttl(trace_.path.evidence(), trace_.setup.options)) return std::nullopt;
    trace_.path.last_shown = next;
    return next;
}

void hop_order::interrupt() {
    interrupted_ = true;
    trace_.path.evidence().in_doubt = false;
    last_complete_ = std::max(last_complete_, trace_.path.last_answered());
}

}  // namespace tracerouter::engine
