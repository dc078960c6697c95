#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/engine.hpp"
#include "trace/arrival_reader.hpp"
#include "trace/event_delivery.hpp"
#include "trace/open_traces.hpp"
#include "trace/probe_sender.hpp"
#include "trace/route_check.hpp"
#include "trace/route_outage.hpp"
#include "trace/time_budget.hpp"
#include "trace/time_slice.hpp"
#include "trace/trace_log.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::trace {

/// What is done in the turns of the driver: the circle from the channel to the engine and back, in nine steps that
/// follow each other over and over.
///
/// 1. Read what has arrived. It comes first, because it may make everything else needless.
/// 2. Let deadlines pass, up to the time until which everything was read.
/// 3. Cancel traces as their users asked.
/// 4. Deliver what has happened. Traces that have ended make room for others.
/// 5. Check the routes of running traces. Those that lost theirs wait for room again.
/// 6. Admit traces that wait for room, as far as there is room. Those without a route become unrouted.
/// 7. Settle what becomes of unrouted traces.
/// 8. Send probes.
/// 9. Deliver what has happened meanwhile: answers were read between the probes, and probes may have been refused.
///
/// Each step has a slice of time, and so has the turn. What is left at the end of a slice is done in the next round, at
/// the end of the turn in the next turn, which goes on with the next step.
///
/// The channel goes when the tracer is closed. From then on only sender() may be called.
class turn_steps {
public:
    turn_steps(channel& channel, engine::engine& engine, open_traces& traces, const trace_log& log,
               const time_budget& budget);

    /// From now on. The budget lives as long as this.
    void go_by(const time_budget& budget);
    /// Takes steps until the round or the time of the turn is over.
    void take();
    /// Whether there is something to do without waiting for anything.
    [[nodiscard]] bool has_more() const;

    /// Whether there is nothing to wait for, because no trace is under way.
    [[nodiscard]] bool idle() const;
    /// No turn will come until a trace is started.
    void rest() { reader_.expect_no_look(); }
    /// When the next turn must come, even if nothing arrives. To be called before each wait: a turn that comes later
    /// counts as a pause of this process.
    /// \param patience how much later than their time deadlines may be noticed, at times that fall together; 0: not
    [[nodiscard]] std::optional<time_point> next_turn_by(duration patience);

    /// To be called before the channel goes.
    void prepare_close() { reader_.drop_unread(); }

    [[nodiscard]] const probe_sender& sender() const { return sender_; }

private:
    // A step does at least one piece of its work. Those that take no time have no use for their slice.
    struct step {
        void (turn_steps::*take)(time_slice& slice);
        duration time_budget::*length;
    };
    static const std::array<step, 9> steps;

    // The steps.
    void read(time_slice& slice) { reader_.read(slice); }
    void expire(time_slice& slice);
    void cancel(time_slice& slice);
    void deliver(time_slice& slice) { delivery_.deliver(slice); }
    void check_routes(time_slice& slice) { route_check_.check(slice); }
    void admit(time_slice& slice);
    void settle_unrouted(time_slice&) { outage_.settle_unrouted(); }
    void send(time_slice& slice) { sender_.send(slice, reader_); }

    void begin(const trace_pointer& trace);
    void start(const trace_pointer& trace);

    channel& channel_;
    engine::engine& engine_;
    open_traces& traces_;
    const trace_log& log_;
    const time_budget* budget_;
    // One part a step, but for the steps that are a few lines. The order is that of their lives.
    arrival_reader reader_;
    route_outage outage_;
    route_check route_check_;
    probe_sender sender_;
    event_delivery delivery_;
    // The step with which the next turn begins.
    std::size_t next_step_ = 0;
    // When the driver began to wait, if it did.
    std::optional<time_point> idle_since_;
    // A step of this round has perhaps left something undone.
    bool cut_short_ = false;
};

}  // namespace tracerouter::trace
