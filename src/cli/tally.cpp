#include "cli/tally.hpp"

namespace tracerouter::cli {

exit_code code_of(const tally_counts& counts) {
    const bool traced_any = counts.reached + counts.not_reached > 0;
    if (counts.unsent > 0 && !traced_any) return exit_code::failed;
    if (counts.unresolved + counts.unsent > 0) return exit_code::unresolved;
    if (counts.invalid > 0) return exit_code::wrong_usage;
    return counts.not_reached > 0 ? exit_code::not_reached : exit_code::all_reached;
}

void tally::add(const trace_result& result) {
    ++(result.reached ? counts_.reached : counts_.not_reached);
    for (const auto& hop : result.hops) add(hop);
}

void tally::add(const hop_result& hop) {
    counts_.inferred += hop.state == hop_state::inferred ? 1 : 0;
    counts_.limited += hop.state == hop_state::limited ? 1 : 0;
    if (!counts_responders_) return;
    for (const auto& probe : hop.probes) {
        if (probe.reply) responders_ += known_responders_.insert(probe.reply->responder) ? 1 : 0;
    }
}

void tally::add(const report::failure& failure) {
    switch (failure.kind) {
        case report::failure_kind::invalid: ++counts_.invalid; break;
        case report::failure_kind::unresolved: ++counts_.unresolved; break;
        case report::failure_kind::unsent: ++counts_.unsent; break;
    }
}

void tally::resume(const tally_counts& before) {
    counts_ = before;
    done_before_ = before.targets();
}

exit_code tally::code() const {
    if (interrupted_) return exit_code::interrupted;
    return output_failed_ ? exit_code::failed : code_of(counts_);
}

void tally::tell(report::progress& now) const {
    now.reached = counts_.reached;
    now.untraced = counts_.untraced();
    now.done = counts_.targets();
    now.done_before = done_before_;
    // Mistakes in a list are none of its targets.
    if (now.total) *now.total += counts_.invalid;
    now.responders = responders_;
    now.inferred = counts_.inferred;
    now.limited = counts_.limited;
}

}  // namespace tracerouter::cli
