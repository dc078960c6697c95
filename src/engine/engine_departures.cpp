#include "engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "engine/probe_writer.hpp"

// What the channel says of the datagrams it was given, and what this host does not let leave.

namespace tracerouter::engine {

void engine::handle_sent(const sent_stamp& stamp) {
    const bool taken = stamp.source == stamp_source::process;
    if (taken) {
        ++statistics_.probes_sent;
        trouble_.sent(stamp.at);
    } else {
        trouble_.left(stamp.at);
    }
    trace_state* trace = slots_.find(trace_of(stamp.probe));
    if (!trace) return;
    trace->probe_sent(index_of(stamp.probe), stamp.at, stamp.source, taken && stamps_expected_);
    // What is sent later is overdue later, but for retries and beyond a likely end, where less is expected.
    const probe_record& probe = trace->probes()[index_of(stamp.probe)];
    const std::uint16_t slot = trace->setup().id.slot;
    if (probe.query == 1 && !trace->path().in_doubt && deadlines_.at(slot)) return;
    const time_point due = trace->deadline(probe);
    wake_by(std::min(due, trace->silence_due().value_or(due)), slot);
}

void engine::handle_refused(probe_key probe, boost::system::error_code error, time_point now) {
    trace_state* trace = slots_.find(trace_of(probe));
    const bool alone = trace && trace->refused_alone(trouble_);
    const bool passing = may_pass(error);
    if (passing && !alone) trouble_.refused(now);
    const bool wait = passing && trace && !alone && !trouble_.hopeless(slots_.active(), error, now);
    if (wait) {
        trace->keep_back(index_of(probe), error, trouble_, now);
        return keep_back(*trace);
    }
    ++statistics_.send_errors;
    if (!trace) return;
    trace->probe_refused(index_of(probe), error);
    if (passing) statistics_.send_errors += trace->give_up_kept_back();
    settle(*trace, now);
}

void engine::keep_back(const trace_state& trace) {
    const std::uint16_t slot = trace.setup().id.slot;
    if (!std::exchange(notes_[slot].kept_back, true)) kept_back_.push_back(slot);
}

// Behind those that have something else to send, which may show whether the whole host is in trouble.
void engine::try_kept_back() {
    for (const std::uint16_t slot : kept_back_) {
        notes_[slot].kept_back = false;
        trace_state* trace = slots_.at(slot);
        if (!trace) continue;
        trace->try_again();
        if (trace->has_probe_to_send()) queue_for_sending(*trace);
    }
    kept_back_.clear();
}

std::optional<time_point> engine::next_sending() const {
    std::optional<time_point> next;
    if (!kept_back_.empty()) next = trouble_.retry_at();
    if (ready_.empty()) return next;
    const time_point ready = trouble_.pausing() ? std::max(pacer_.next(), trouble_.retry_at()) : pacer_.next();
    return next ? std::min(*next, ready) : ready;
}

}  // namespace tracerouter::engine
