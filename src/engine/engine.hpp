#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "engine/adviser.hpp"
#include "engine/engine_parts.hpp"
#include "engine/events.hpp"
#include "engine/load_gauge.hpp"
#include "engine/reception.hpp"
#include "engine/send_queue.hpp"
#include "engine/settler.hpp"
#include "engine/start_request.hpp"
#include "engine/transmit_batch.hpp"
#include "tracerouter/datagram.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/tracer_statistics.hpp"

namespace tracerouter::engine {

/// Decides everything about any number of traces and does nothing itself: no socket, no timer, no clock. The driver
/// hands it the time and what has arrived, sends what it asks for, and wakes it when it wants to be woken.
///
/// `now` should not go backwards. If it does, only waiting times are affected.
class engine {
public:
    engine(const engine_config& config, time_point now);

    /// How many traces may be started now. A trace keeps its place until its end is told. There is always room for
    /// some; for more only where those that are active leave time to send.
    [[nodiscard]] std::size_t room() const;
    [[nodiscard]] bool has_room() const { return room() > 0; }
    /// So many should begin together, where they wait for room.
    [[nodiscard]] std::size_t portion() const { return parts_.window.portion(); }
    /// The identifier that a trace with these options gets if it is the next to start and the request has none.
    [[nodiscard]] std::uint16_t next_identifier(const trace_options& options) const;
    /// Starts a trace; only if has_room(). New datagrams may be ready after it.
    trace_id start(const start_request& request, time_point now);
    /// Ends a trace with what is known. Harmless if it has ended already.
    void cancel(trace_id trace, time_point now);

    /// Begins another round of a trace that stays and whose end was told: the same target, flows and options, by other
    /// sequence numbers, so that answers to earlier rounds count as late.
    /// \param flow the number of the flow by which its probes go
    /// \return its name from now on; nothing if there is no such trace or flow
    std::optional<trace_id> again(trace_id trace, time_point now, std::uint8_t flow = 0);

    /// Forgets a trace, as if it had never been started: nothing more is told of it. A trace that stays is forgotten
    /// also behind its end. \return false: it has ended already
    bool forget(trace_id trace);

    /// Appends the next datagrams, as many as the rate and the batch allow. Each must be followed up by handle_sent or
    /// handle_refused, in any order.
    void poll_transmit(time_point now, transmit_batch& batch);
    /// A datagram has left. Called again when the kernel's time stamp comes in. Harmless for traces that have ended.
    void handle_sent(const sent_stamp& stamp);
    /// Whether the kernel is asked to say of each datagram, by a second call of handle_sent, when it leaves.
    void expect_stamps(bool expected) { stamps_expected_ = expected; }
    /// The kernel refuses a datagram. If that may pass, its probe is handed out again later; otherwise it will never
    /// leave.
    void handle_refused(probe_key probe, boost::system::error_code error, time_point now);
    /// What this host keeps from leaving.
    [[nodiscard]] const host_trouble& trouble() const { return parts_.trouble; }

    /// Any octets from any stranger: what answers no probe is counted and dropped. What they mean for a trace is
    /// decided once, after all of them.
    void handle_datagrams(std::span<const received_datagram> datagrams, time_point now);
    /// Datagrams were lost in our own receive buffer.
    void handle_drops(std::uint64_t count, time_point now);

    /// There was nothing to do for `length` until `now`, while traces waited for room.
    void handle_idle(time_point now, duration length);

    /// This process was held up for `length` until `now`, and perhaps the whole machine with it. Answers may come in as
    /// much later, so nothing is overdue for as long again, but a second at most.
    void handle_pause(time_point now, duration length);

    /// Lets pass what is due at `now`, of no more than `most` traces. Calling it early is a harmless no-op.
    /// \return whether there may be more; then next_deadline() is not after `now`
    bool handle_timeout(time_point now, std::size_t most = std::numeric_limits<std::size_t>::max());
    /// When handle_timeout or poll_transmit has something to do next. Changes after every other call.
    /// \param can_send false while the channel takes nothing: then what could be sent is no reason to wake up
    [[nodiscard]] std::optional<time_point> next_deadline(bool can_send = true) const;

    /// What has happened, oldest first. To be called until it is empty; other calls may come in between. A result is
    /// made only here, since that takes longer than any answer.
    std::optional<event> poll_event();

    [[nodiscard]] const tracer_statistics& statistics() const { return parts_.statistics; }
    [[nodiscard]] std::size_t active() const { return parts_.slots.active(); }
    /// Whether so much is sent for so many that what each probe costs counts for more than microseconds of its time.
    [[nodiscard]] bool in_bulk() const;

private:
    void expire(trace_state& trace, time_point now);

    engine_parts parts_;
    send_queue sending_;
    adviser advising_;
    settler settling_;
    reception receiving_;
    load_gauge load_;
    time_point none_overdue_before_{};  // whatever the deadlines say
    bool stamps_expected_ = false;
};

}  // namespace tracerouter::engine
