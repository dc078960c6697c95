#include "engine/engine.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/probe_writer.hpp"
#include "tracerouter/error.hpp"

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
    if (!taken && !trace->setup().direct) trouble_.passed_router(stamp.at);
    trace->probe_sent(index_of(stamp.probe), stamp.at, stamp.source, taken && stamps_expected_);
    if (notes_[trace->setup().id.slot].announce_probes)
        tell(*trace, index_of(stamp.probe), {.fate = taken ? probe_fate::sent : probe_fate::stamped, .at = stamp.at});
    // What is sent later is overdue later, but for retries and beyond a likely end, where less is expected.
    const probe_record& probe = trace->probes()[index_of(stamp.probe)];
    const std::uint16_t slot = trace->setup().id.slot;
    if (probe.query == 1 && !trace->path().in_doubt && deadlines_.at(slot)) return;
    const time_point due = trace->deadline(probe);
    wake_by(std::min(due, trace->silence_due().value_or(due)), slot);
}

void engine::handle_refused(probe_key probe, boost::system::error_code error, time_point now) {
    trace_state* trace = slots_.find(trace_of(probe));
    const bool alone = trace && trace->departures().refused_alone(trouble_);
    const bool passing = may_pass(error);
    if (passing && !alone) trouble_.refused(now);
    const bool wait = passing && trace && !alone && !trouble_.hopeless(slots_.active(), error, now);
    if (wait) {
        trace->departures().keep_back(index_of(probe), error, trouble_, now);
        tell(*trace, index_of(probe), {.fate = probe_fate::kept, .at = now, .error = error});
        return keep_back(*trace);
    }
    ++statistics_.send_errors;
    if (!trace) return;
    trace->probe_refused(index_of(probe), error);
    tell(*trace, index_of(probe), {.fate = probe_fate::refused, .at = now, .error = error});
    if (passing) statistics_.send_errors += trace->give_up_kept_back();
    settle(*trace, now);
}

// The next hop does not answer at its link address, so the kernel has kept the probe and gives it up: it is the kernel
// that says so, with the source address that the probe has, and of a probe that has not left.
bool engine::given_up_by_kernel(const trace_state& trace, std::uint16_t index, const reply& answer) const {
    if (!is_refusal(answer.kind) || answer.responder != trace.setup().source) return false;
    const auto [type, code] = answer.responder.is_v4() ? std::pair{3, 1} : std::pair{1, 3};
    if (answer.icmp_type != type || answer.icmp_code != code) return false;
    return trace.departures().may_not_have_left(index);
}

// Of probes that go by a router, about which the kernel speaks and not about the target: the probe is sent again when
// the router answers. \return false: that is waited for in vain, or no word was ever heard through it
bool engine::send_later(trace_state& trace, std::uint16_t index, time_point now) {
    const time_point sent_at = trace.probes()[index].sent_at;
    const std::size_t traces = slots_.active();
    const std::size_t router = router_of(trace.setup());
    if (traces < host_patience::few && !trouble_.heard_through(router)) return false;
    trouble_.router_silent(sent_at, now);
    if (trace.departures().given_back_alone(trouble_)) return false;
    if (!trouble_.waits_for_router(router, traces, now)) {
        statistics_.send_errors += trace.give_up_unsent(index, errc::silent_router);
        touch(trace);
        return true;
    }
    trace.departures().give_back(index, trouble_, now);
    keep_back(trace);
    return true;
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
        trace->departures().try_again();
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
