#include "engine/send_queue.hpp"

#include <algorithm>

#include "engine/probe_writer.hpp"

namespace tracerouter::engine {

void send_queue::poll(time_point now, transmit_batch& batch) {
    host_trouble& trouble = parts_.trouble;
    if (!kept_back_.empty() && now >= trouble.retry_at()) try_kept_back();
    if (trouble.pausing() && now < trouble.retry_at()) return;
    const std::size_t allowed = std::min({pacer_.allowance(now), batch.room(), trouble.most_to_try()});
    std::size_t taken = 0;
    while (taken < allowed) {
        const std::optional<std::uint16_t> slot = ready_.take();
        if (!slot) break;
        trace_state* trace = parts_.slots.at(*slot);
        if (trace) taken += hand_out(*trace, batch, allowed - taken);
    }
    pacer_.take(taken);
    if (taken > 0) trouble.tried(now);
}

// A sweep sends to different routers one after the other. A volley sends to all targets in turn, since the first
// answers may say that the rest is not needed.
std::size_t send_queue::hand_out(trace_state& trace, transmit_batch& batch, std::size_t most) {
    std::size_t taken = 0;
    bool more = trace.has_probe_to_send();
    while (more && taken < (trace.setup.measured ? most : 1)) {
        const std::optional<probe_index> again = trace.hand_out_again();
        write_probe(batch, trace, again ? *again : trace.hand_out_probe(parts_.slots.next_sequence(trace)));
        ++taken;
        more = trace.has_probe_to_send();
    }
    if (more) add(trace);
    return taken;
}

// What did not leave although the kernel took it: all of them wait for the next attempt.
void send_queue::keep_back(const trace_state& trace, time_point now) {
    if (kept_back_.empty()) parts_.trouble.swallowed(now);
    keep_back(trace);
}

// Behind those that have something else to send, which may show whether the whole host is in trouble.
void send_queue::try_kept_back() {
    while (const std::optional<std::uint16_t> slot = kept_back_.take()) {
        trace_state* trace = parts_.slots.at(*slot);
        if (!trace) continue;
        trace->departing.try_again();
        if (trace->has_probe_to_send()) add(*trace);
    }
}

std::optional<time_point> send_queue::next() const {
    const host_trouble& trouble = parts_.trouble;
    std::optional<time_point> next;
    if (!kept_back_.empty()) next = trouble.retry_at();
    if (ready_.empty()) return next;
    const time_point ready = trouble.pausing() ? std::max(pacer_.next(), trouble.retry_at()) : pacer_.next();
    return next ? std::min(*next, ready) : ready;
}

}  // namespace tracerouter::engine
