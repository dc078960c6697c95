#include "engine/doubletree_sweep.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::engine {

doubletree_sweep::doubletree_sweep(const trace_options& options, hop_ttl start) : backward_sweep(options) {
    const hop_ttl begin = std::clamp(start, first(), max());
    begin_without_distance(begin);
    set_floor(begin);
    set_stride_in_silence(1);  // one silent router is likelier than a path that has ended long before
}

void doubletree_sweep::learnt(const path_map& path) {
    if (!told()) return;
    const path_evidence& known = path.evidence();
    if ((known.distance || known.barrier) && !known.in_doubt) return go_back_from(path.likely_end(), path);
    distance_asked_ ? measured_sweep::learnt(path) : go_forward(path);
}

// As long as nothing has answered, the way back tells whether the path has ended before.
void doubletree_sweep::go_forward(const path_map& path) {
    const std::optional<hop_ttl> last = path.evidence().last_answered;
    if (last && *last >= horizon()) return set_horizon(std::min(*last + 1, max()));
    const bool waits = !path.settled_up_to_end() || next_ttl(max()) || (!last && !stopped());
    if (waits || horizon() == max()) return;
    if (horizon() - last.value_or(first() - 1) < gap_limit()) return set_horizon(horizon() + 1);
    if (stopped()) ask_distance();
}

// Whoever answers the first probe of all may be far nearer.
void doubletree_sweep::go_back_from(hop_ttl end, const path_map& path) {
    if (!std::exchange(end_seen_, true) && lowest_asked() == end) {
        reply answer;
        path.ledger().reply_number(path.hop(end).first_answer).unpack(answer);
        const hop_ttl told = std::clamp(distance_told(answer, end), first(), end);
        set_horizon(told);
        set_told_nearer(told);
        set_floor(std::max(first(), told - 1));
    } else if (path.settled_up_to_end() && !next_ttl(end) && !all_asked_below(end)) {
        set_horizon(end - 1);
    }
}

bool doubletree_sweep::all_asked_below(hop_ttl end) const {
    for (const hop_ttl ttl : ttls(lowest_asked(), end - 1)) {
        if (!asked(ttl)) return false;
    }
    return true;
}

duration doubletree_sweep::patience(const path_map& path) const {
    const trace_setup& setup = path.setup();
    return std::min(measured_sweep::patience(path),
                    patience_in_company(path.evidence(), setup.options, *setup.numbers));
}

void doubletree_sweep::learnt_distance(std::optional<hop_ttl> distance) {
    if (told()) return;
    distance_asked_ = true;
    set_told_at_last(distance);
}

}  // namespace tracerouter::engine
