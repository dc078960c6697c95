#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "engine/engine.hpp"
#include "engine/router_turns.hpp"
#include "trace/alarm_queue.hpp"
#include "trace/open_trace.hpp"
#include "trace/open_traces.hpp"
#include "trace/time_budget.hpp"
#include "trace/trace_log.hpp"
#include "trace/turn_steps.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::trace {

/// The random numbers of a tracer. Who could guess them could forge answers.
struct entropy {
    std::uint64_t secret = 0;
    std::uint16_t first_identifier = 0;
    std::uint16_t first_sequence = 0;
};

/// Runs the traces of a tracer: takes a turn whenever the channel has something, a deadline has come, or a call has
/// asked for something. What is done in a turn is up to turn_steps.
///
/// All work is done in turns. Calls only note what is wanted, so they are quick and never call back. What a turn leaves
/// undone is done in another one, behind whatever else waits for the executor. While there is no trace, the driver
/// waits for nothing, so that an io_context without other work returns.
class driver : public std::enable_shared_from_this<driver> {
public:
    using handler_type = boost::asio::any_completion_handler<tracer::signature>;

    driver(boost::asio::any_io_executor executor, const tracer_options& options, entropy random,
           std::unique_ptr<channel> channel);

    [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }
    [[nodiscard]] tracer_statistics statistics() const;

    /// Lets a trace begin once the window has room. Never completes from within.
    /// \param on_probe if it is there, the trace watches (engine::start_request::watches)
    void start(handler_type handler, trace_request request, probe_callback on_probe = {});
    [[nodiscard]] bool closed() const { return traces_.closed(); }
    /// The time, by the clock of the channel. Not once it is closed.
    [[nodiscard]] time_point now() const { return channel_->now(); }
    /// Has `call` called in a turn, once it is that time or the driver is closed. Keeps the executor running until
    /// then.
    alarm_queue::id call_at(time_point at, alarm_queue::alarm call);
    void cancel_call(alarm_queue::id alarm);
    /// What the monitors of this tracer ask of the routers that they share.
    [[nodiscard]] engine::router_turns& router_turns() { return router_turns_; }
    /// As tracer::has_room.
    [[nodiscard]] bool has_room();
    /// As tracer::on_room.
    void on_room(std::function<void()> callback) { on_room_ = std::move(callback); }
    /// Completes all traces with errc::closed. Nothing can be started any more.
    void close();
    /// Destroys all handlers without calling them. For net::lifeline, when the io_context goes before us.
    void drop_handlers();

private:
    // Phases change like this:
    //
    // idle      -> scheduled  start() was called
    // scheduled -> turning    the executor has come to the turn
    // turning   -> scheduled  there is more to do
    //           -> waiting    traces are under way
    //           -> idle       no trace is left
    // waiting   -> turning    the channel calls
    //           -> scheduled  a call wants something
    enum class phase : std::uint8_t {
        idle,       // there is no trace, and nothing is waited for
        scheduled,  // a turn will come, whatever happens
        turning,    // the steps of a turn are taken; calls of the user may come from within
        waiting,    // the channel will call for a turn
        closing,    // only while the channel is destroyed
    };

    void connect_cancellation(const trace_pointer& trace);
    void wake();
    void schedule();
    void turn();
    void tell_of_room();
    void wait();

    // Most of these refer to those above them, so their order is that of their lives.
    boost::asio::any_io_executor executor_;
    trace_log log_;
    // Empty once the tracer is closed.
    std::unique_ptr<channel> channel_;
    engine::engine engine_;
    open_traces traces_;
    const time_budget& usual_turns_;
    turn_steps steps_;
    alarm_queue alarms_;
    engine::router_turns router_turns_;
    phase phase_ = phase::idle;
    std::function<void()> on_room_;
    // Somebody was told that there is no room.
    bool room_refused_ = false;
};

}  // namespace tracerouter::trace
