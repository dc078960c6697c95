#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/claim.hpp"
#include "engine/closing.hpp"
#include "engine/crowd.hpp"
#include "engine/deadline_queue.hpp"
#include "engine/events.hpp"
#include "engine/host_trouble.hpp"
#include "engine/load_gauge.hpp"
#include "engine/news.hpp"
#include "engine/pacer.hpp"
#include "engine/results.hpp"
#include "engine/slot_table.hpp"
#include "engine/transmit_batch.hpp"
#include "tracerouter/datagram.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/tracer_statistics.hpp"

namespace tracerouter::engine {

/// Fixed for the life of an engine.
struct engine_config {
    std::uint32_t rate = 10'000;         ///< packets per second; 0: no limit
    std::size_t window = 1'000;          ///< traces active at once, from 1
    std::uint64_t secret = 0;            ///< keys the cookies; random in earnest
    std::uint16_t first_identifier = 0;  ///< random in earnest
    std::uint16_t first_sequence = 0;    ///< random in earnest
    closing_numbers closing{};           ///< others than these for simulations
    bool announce_unmatched = false;     ///< events for datagrams that answer no probe
};

/// What one trace is asked to do.
struct start_request {
    boost::asio::ip::address target;
    boost::asio::ip::address source;
    std::uint16_t link_mtu = 1500;            ///< of our own link, octets
    std::optional<std::uint16_t> identifier;  ///< what the socket puts in its probes; absent: ours to choose
    trace_options options;                    ///< must be valid
    bool announce_hops = false;               ///< events for single hops too, not only for the end
    bool announce_probes = false;             ///< events for single probes, too
    bool stays = false;                       ///< its place is kept when it has ended, for again(), until forget()
    std::uint32_t egress = 0;                 ///< to be named with each datagram: route::egress
    bool direct = false;                      ///< no router is on the way: route::direct
};

/// Decides everything about any number of traces and does nothing itself: no socket, no timer, no clock. The driver
/// hands it the time and what has arrived, sends what it asks for, and wakes it when it wants to be woken.
///
/// Time must not run backwards by more than the driver can help; if it does, nothing but waiting times suffer.
class engine {
public:
    engine(const engine_config& config, time_point now);

    /// Whether another trace may be started. A trace keeps its place until its end is told.
    [[nodiscard]] bool has_room() const { return slots_.taken() < window_; }
    /// The identifier that a trace with these options gets if it is the next to start and the request has none.
    [[nodiscard]] std::uint16_t next_identifier(const trace_options& options) const;
    /// Starts a trace; only if has_room(). New datagrams may be ready after it.
    trace_id start(const start_request& request, time_point now);
    /// Ends a trace with what is known. Harmless if it has ended already.
    void cancel(trace_id trace, time_point now);

    /// Begins another round of a trace that stays and whose end was told: the same target, flow and options, by other
    /// sequence numbers, so that answers to earlier rounds count as late. \return its name from now on; nothing if
    /// there is no such trace
    std::optional<trace_id> again(trace_id trace, time_point now);

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
    [[nodiscard]] const host_trouble& trouble() const { return trouble_; }

    /// Any octets from any stranger: what answers no probe is counted and dropped. What they mean for a trace is
    /// decided once, after all of them.
    void handle_datagrams(std::span<const received_datagram> datagrams, time_point now);
    /// Datagrams were lost in our own receive buffer.
    void handle_drops(std::uint64_t count, time_point now);

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

    [[nodiscard]] const tracer_statistics& statistics() const { return statistics_; }
    [[nodiscard]] std::size_t active() const { return slots_.active(); }
    /// Whether so much is sent for so many that what each probe costs counts for more than microseconds of its time.
    [[nodiscard]] bool in_bulk() const;

private:
    void begin(const trace_state& trace);
    void match(const packet::answer& answer, const received_datagram& datagram, time_point now);
    void tell_crowd(const trace_state& trace, std::uint16_t index);
    [[nodiscard]] trace_state* trace_of_unmarked(const claim& claim);
    void keep_unmarked(trace_state& trace, reply&& answer, time_point at);
    void touch(const trace_state& trace);
    void dismiss(const packet::answer& answer, const std::optional<claim>& claim);
    void dismiss(packet::parse_error error);
    void expire(trace_state& trace, time_point now);
    void tell(const trace_state& trace, std::uint16_t index, probe_event happened) {
        if (!notes_[trace.setup().id.slot].announce_probes) return;
        news_.add(event_of(trace, index, std::move(happened)));
    }
    [[nodiscard]] std::uint16_t cookie_of(const start_request& request, std::optional<std::uint16_t> flow) const;
    [[nodiscard]] bool many(const start_request& request, time_point now);
    void settle_touched(time_point now);
    void settle(trace_state& trace, time_point now);
    void take_advice(trace_state& trace, time_point now);
    bool explain(trace_state& trace, std::uint8_t ttl, time_point now, bool may_wait, bool premature);
    void take_what_is_left(trace_state& trace, std::uint8_t ttl);
    bool ask_further(trace_state& trace, std::uint8_t ttl, time_point now, bool may_wait);
    void go_backwards(trace_state& trace);
    void hold(std::uint16_t slot, time_point now);
    std::size_t visit_held(time_point now, std::size_t most);
    void give_up(trace_state& trace, stop_reason reason, time_point now);
    void finish(trace_state& trace, stop_reason reason, time_point now);
    void close_hops(trace_state& trace);
    void rearm(const trace_state& trace);
    void wake_by(time_point due, std::uint16_t slot);
    void queue_for_sending(const trace_state& trace);
    void keep_back(const trace_state& trace);
    [[nodiscard]] bool given_up_by_kernel(const trace_state& trace, std::uint16_t index, const reply& answer) const;
    bool send_later(trace_state& trace, std::uint16_t index, time_point now);
    void try_kept_back();
    [[nodiscard]] std::optional<time_point> next_sending() const;

    // What an engine remembers of a slot besides its trace.
    struct slot_notes {
        bool announce_hops = false;
        bool announce_probes = false;
        bool stays = false;                // when its trace has ended
        bool told = false;                 // that it has, and it stays
        bool queued = false;               // in ready_
        bool held = false;                 // in held_
        bool touched = false;              // in touched_
        bool kept_back = false;            // in kept_back_
        std::uint64_t foreign_before = 0;  // the engine's counts when the trace began
        std::uint64_t drops_before = 0;
        trace_end end;
    };

    std::uint64_t secret_;
    std::size_t window_;
    closing_numbers closing_;
    bool announce_unmatched_;
    slot_table slots_;
    std::vector<slot_notes> notes_;
    deadline_queue deadlines_;
    time_point none_overdue_before_{};  // whatever deadlines_ says
    pacer pacer_;
    std::deque<std::uint16_t> ready_;       // slots with probes to send, taken in turn; may name ended traces
    std::vector<std::uint16_t> touched_;    // slots with answers that are not settled yet
    std::vector<std::uint16_t> held_;       // slots with hops of which others may tell
    std::vector<std::uint16_t> visited_;    // those of them whose visit is due, the first last
    time_point next_visit_{};               // of held_
    time_point visit_began_{};              // of visited_
    std::vector<std::uint16_t> kept_back_;  // slots with probes that this host does not send now
    host_trouble trouble_;
    bool stamps_expected_ = false;
    news_queue news_;
    crowd crowd_;
    load_gauge load_;
    tracer_statistics statistics_;
};

}  // namespace tracerouter::engine
