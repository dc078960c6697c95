#include "run/outcome_recorder.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "report/names.hpp"
#include "run/result_parts.hpp"

namespace tracerouter::run {
outcome_recorder::outcome_recorder(surroundings with) : with_{std::move(with)} {}

void outcome_recorder::record_hop(const report::heading& trace, const hop_result& hop) {
    if (!write_failed_) note_write(format_->hop(trace, hop));
}

void outcome_recorder::record(trace_number number, const outcome& ended) {
    if (write_failed_) return;
    const bool done = record_outcome(number, ended);
    if (done && !write_failed_) with_.done.add(number);
}

bool outcome_recorder::record_outcome(trace_number number, const outcome& ended) {
    if (const auto* result = std::get_if<trace_result>(&ended)) return record_trace(number.target, *result);
    if (const auto* failed = std::get_if<failed_target>(&ended)) return record_failure(*failed);
    return std::holds_alternative<left_out>(ended);
}

bool outcome_recorder::record_trace(target_number number, const trace_result& result) {
    // The run that goes on from this one traces it again.
    if (with_.done.resumable() && result.stop == stop_reason::interrupted) return false;
    if (with_.done.resumable() && refused_by_this_host(result)) {
        with_.counts.leave_undone(report::failure_kind::unsent);
        return false;
    }
    with_.counts.add(result);
    explain_unreached(result);
    note_write(format_->trace(result, number));
    return true;
}

void outcome_recorder::explain_unreached(const trace_result& result) const {
    if (result.reached) return;
    const auto name = with_.all_addresses ? result.target + " (" + result.address.to_string() + ')' : result.target;
    if (unreachable_from_this_host(result)) {
        with_.complain(name + ": not reachable from this host: the next hop does not answer at its link address");
    }
    if (with_.log) with_.log(log_level::info, name + ": not reached: " + std::string{to_string(result.stop)});
}

bool outcome_recorder::record_failure(const failed_target& failed) {
    with_.complain(message_of(failed));
    auto failure = failed.failure;
    failure.at = std::chrono::system_clock::now();
    // The run that goes on from this one tries it again.
    if (with_.done.resumable() && (failed.may_pass || failure.kind == report::failure_kind::unsent)) {
        with_.counts.leave_undone(failure.kind);
        return false;
    }
    with_.counts.add(failure);
    if (!failure.target.empty()) note_write(format_->failure(failure));
    return true;
}

void outcome_recorder::record_empty_run() {
    record_failure(nothing_to_trace());
}

void outcome_recorder::finish() {
    if (format_ && !write_failed_) note_write(format_->finish());
}

void outcome_recorder::note_write(boost::system::error_code written) {
    if (!written || std::exchange(write_failed_, true)) return;
    with_.on_write_error(written);
}

}  // namespace tracerouter::run
