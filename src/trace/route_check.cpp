#include "trace/route_check.hpp"

#include <chrono>
#include <utility>

#include "engine/probe_writer.hpp"

namespace tracerouter::trace {

using boost::system::error_code;

namespace {

/// The pause between two checks, on a host whose routes change all the time. Nothing needs to wake us up for the next
/// check: whatever happens later does.
constexpr duration between_checks = std::chrono::milliseconds{100};

}  // namespace

route_check::route_check(channel& channel, engine::engine& engine, open_traces& traces, route_outage& outage,
                         const trace_log& log)
    : channel_(channel), engine_(engine), traces_(traces), outage_(outage), log_(log) {}

// The channel is asked in every round, also during a check: it hears of changes only when it is asked.
void route_check::check(time_slice& slice) {
    const std::uint64_t changes = channel_.route_changes();
    if (!next_slot_ && !begin_check(changes)) return;
    do {
        check_next_trace();
    } while (next_slot_ && !slice.over());
}

// The clock is read after a change only.
bool route_check::begin_check(std::uint64_t changes) {
    const bool due = changes != checked_changes_ && channel_.now() >= not_before_;
    if (!due && !due_at_once_) return false;
    checked_changes_ = changes;
    due_at_once_ = false;
    next_slot_ = 0;
    return true;
}

void route_check::check_next_trace() {
    const trace_pointer trace = traces_.next_active(*next_slot_);
    if (!trace) return end_check();
    next_slot_ = static_cast<std::uint16_t>(trace->id->slot + 1);
    if (!route_stands(*trace)) begin_anew(trace);
}

// If another check is due at once, it is about the same change, so the user is not told again.
void route_check::end_check() {
    next_slot_.reset();
    warned_ = warned_ && due_at_once_;
    not_before_ = channel_.now() + between_checks;
}

// The trace goes back to those that wait for room, and so asks for its route again. If it has ended, there is nothing
// to do anew: its result is about to be delivered.
void route_check::begin_anew(const trace_pointer& trace) {
    if (!engine_.forget(*trace->id)) return;
    traces_.take_active(trace->id->slot);
    trace->id.reset();
    traces_.waiting().add(trace);
    if (!std::exchange(warned_, true)) log_.routes_lost();
}

bool route_check::route_stands(const open_trace& trace) const {
    return channel_.stands(trace.way, trace.request.target, trace.request.options);
}

// The probe may be of a trace that has begun anew meanwhile. Its refusal says nothing about that trace then.
void route_check::probe_refused(const datagram& refused, error_code error) {
    const trace_pointer trace = traces_.find_active(engine::trace_of(refused.probe));
    if (!trace) return;
    if (!route_stands(*trace)) {
        due_at_once_ = true;
        return begin_anew(trace);
    }
    const error_code reason = meaning_of(error, trace->request);
    outage_.probe_refused(reason);
    engine_.handle_refused(refused.probe, reason, channel_.now());
}

// Linux says "invalid argument" of a route that swallows what is sent there (a blackhole). If there is a route that
// does not, the source address is just going.
error_code route_check::meaning_of(error_code error, const trace_request& request) const {
    using namespace boost::system::errc;
    if (error != invalid_argument || !channel_.route_to(request.target, request.options)) return error;
    return make_error_code(address_not_available);
}

}  // namespace tracerouter::trace
