#include "cli/tally.hpp"

namespace tracerouter::cli {

void tally::add(const trace_result& result) {
    ++(result.reached ? reached_ : not_reached_);
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

}  // namespace tracerouter::cli
