#include "run/tally.hpp"

#include <algorithm>

#include "report/hop_answers.hpp"
#include "run/result_parts.hpp"

namespace tracerouter::run {

namespace {

std::uint64_t& count_of(tally_counts& counts, report::failure_kind kind) {
    switch (kind) {
        case report::failure_kind::invalid: return counts.invalid;
        case report::failure_kind::unresolved: return counts.unresolved;
        case report::failure_kind::unsent: break;
    }
    return counts.unsent;
}

}  // namespace

host::exit_code code_of(const tally_counts& counts) {
    if (counts.unsent > 0) return host::exit_code::failed;
    if (counts.unresolved > 0) return host::exit_code::unresolved;
    if (counts.invalid > 0) return host::exit_code::wrong_usage;
    return counts.not_reached > 0 ? host::exit_code::not_reached : host::exit_code::all_reached;
}

void tally::add(const trace_result& result) {
    ++(result.reached ? counts_.reached : kept_by_this_host(result) ? counts_.unsent : counts_.not_reached);
    for (const auto& hop : result.hops) add(hop);
}

void tally::add(const hop_result& hop) {
    counts_.inferred += hop.state == hop_state::inferred ? 1 : 0;
    counts_.limited += hop.state == hop_state::limited ? 1 : 0;
    if (!counts_responders_) return;
    for (const auto& answer : report::replies_of(hop)) {
        responders_ += known_responders_.insert(answer.responder) ? 1 : 0;
    }
}

void tally::add(const report::failure& failure) {
    ++count_of(counts_, failure.kind);
}

void tally::leave_undone(report::failure_kind kind) {
    ++count_of(undone_, kind);
}

void tally::resume(const tally_counts& before) {
    counts_ = before;
    done_before_ = before.targets();
}

host::exit_code tally::code() const {
    if (interrupted_) return host::exit_code::interrupted;
    if (output_failed_) return host::exit_code::failed;
    return undone_.targets() > 0 ? std::max(code_of(undone_), code_of(counts_)) : code_of(counts_);
}

void tally::add_to(report::progress& now) const {
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

}  // namespace tracerouter::run
