#include "engine/hop_order.hpp"

#include <algorithm>
#include <vector>

namespace tracerouter::engine {

// What is still searched for, or asked again when limits have refilled, may be an answer of any hop without one.
bool hop_order::settled(int ttl) const {
    const hop_evidence& hop = trace_.path.hop(ttl);
    if (hop.awaited > 0 || !trace_.plan.done(ttl)) return false;
    return hop.answers > 0 || !(trace_.path.waits_for_limits || search_.searching());
}

bool hop_order::complete(int ttl) const {
    const hop_evidence& hop = trace_.path.hop(ttl);
    const bool known = hop.answers > 0 ? hop.queries_left == 0 : hop.verdict != hop_verdict::open;
    return known && settled(ttl);
}

bool hop_order::silent_without_reason(int ttl) const {
    const hop_evidence& hop = trace_.path.hop(ttl);
    return hop.answers == 0 && hop.verdict == hop_verdict::open && settled(ttl);
}

bool hop_order::undecided(int ttl) const {
    const hop_evidence& hop = trace_.path.hop(ttl);
    return hop.answers == 0 && (hop.verdict == hop_verdict::open || !settled(ttl));
}

void hop_order::pass_complete() {
    while (!hops_known() && complete(first_open_)) ++first_open_;
    const size_search* sizes = trace_.plan.sizes();
    if (sizes && hops_known() && !sizes->begun()) begin_size_search();
}

void hop_order::begin_size_search() {
    std::vector<std::uint8_t> answering;
    for (int ttl = trace_.setup.options.first_ttl; ttl <= trace_.path.end(); ++ttl) {
        // Who does not say which probe was answered does not say which size arrived.
        const auto here = static_cast<std::uint8_t>(ttl);
        if (trace_.path.hop(ttl).answers > 0 && !search_.found_at(here)) answering.push_back(here);
    }
    trace_.plan.sizes()->begin(answering, trace_.setup);
    trace_.end.settle();  // what the sizes are searched up to stays the end
}

std::optional<std::uint8_t> hop_order::close_next() {
    pass_complete();
    const int next = last_closed() + 1;
    if (next == first_open_) return std::nullopt;
    trace_.note_end(trace_.end.learn_loop(next));
    // What is said about a hop is said once, with its path MTU.
    if (trace_.setup.options.path_mtu && !finished() && !interrupted_) return std::nullopt;
    if (next > visible_ttl(trace_.path.evidence(), trace_.setup.options)) return std::nullopt;
    trace_.path.last_shown = static_cast<std::uint8_t>(next);
    return trace_.path.last_shown;
}

void hop_order::interrupt() {
    interrupted_ = true;
    trace_.path.evidence().in_doubt = false;
    first_open_ = std::max(first_open_, trace_.path.last_answered() + 1);
}

}  // namespace tracerouter::engine
