#include "cli/tally.hpp"

namespace tracerouter::cli {

void tally::add(const trace_result& result) {
    ++(result.reached ? reached_ : not_reached_);
    for (const auto& hop : result.hops) add(hop);
}

void tally::add(const hop_result& hop) {
    inferred_ += hop.state == hop_state::inferred ? 1 : 0;
    limited_ += hop.state == hop_state::limited ? 1 : 0;
    if (!counts_responders_) return;
    for (const auto& probe : hop.probes) {
        if (probe.reply) responders_ += known_responders_.insert(probe.reply->responder) ? 1 : 0;
    }
}

void tally::add(const report::failure& failure) {
    switch (failure.kind) {
        case report::failure_kind::invalid: ++invalid_; break;
        case report::failure_kind::unresolved: ++unresolved_; break;
        case report::failure_kind::unsent: ++unsent_; break;
    }
}

exit_code tally::code() const {
    const bool traced_any = reached_ + not_reached_ > 0;
    if (interrupted_) return exit_code::interrupted;
    if (output_failed_ || (unsent_ > 0 && !traced_any)) return exit_code::failed;
    if (unresolved_ + unsent_ > 0) return exit_code::unresolved;
    if (invalid_ > 0) return exit_code::wrong_usage;
    if (not_reached_ > 0) return exit_code::not_reached;
    return exit_code::all_reached;
}

void tally::tell(report::progress& now) const {
    now.reached = reached_;
    now.untraced = invalid_ + unresolved_ + unsent_;
    now.done = reached_ + not_reached_ + now.untraced;
    // Mistakes in a list are none of its targets.
    if (now.total) *now.total += invalid_;
    now.responders = responders_;
    now.inferred = inferred_;
    now.limited = limited_;
}

}  // namespace tracerouter::cli
