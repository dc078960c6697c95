#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/engine.hpp"
#include "trace/arrival_reader.hpp"
#include "trace/open_traces.hpp"
#include "trace/probe_sender.hpp"
#include "trace/route_check.hpp"
#include "trace/route_outage.hpp"
#include "trace/time_budget.hpp"
#include "trace/time_slice.hpp"
#include "trace/trace_log.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::trace {

/// Random numbers an engine must not be able to guess twice.
struct entropy {
    std::uint64_t secret = 0;
    std::uint16_t first_identifier = 0;
    std::uint16_t first_sequence = 0;
};

/// Turns the circle engine -> channel -> engine. It takes one turn whenever the channel has something, a deadline has
/// come or somebody has asked for something: read what has arrived, let pass what is due, begin what may begin, send
/// what the engine asks for, wait again. While there is no trace it waits for nothing, so that an io_context without
/// other work returns.
///
/// All work is done in turns: calls only note what is wanted. Each step of a turn has a slice of time, and so has the
/// turn; what is left then is done in another turn, behind whatever else waits for the executor.
class driver : public std::enable_shared_from_this<driver> {
public:
    using handler_type = boost::asio::any_completion_handler<tracer::signature>;

    driver(boost::asio::any_io_executor executor, const tracer_options& options, entropy random,
           std::unique_ptr<channel> channel);

    [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }
    [[nodiscard]] tracer_statistics statistics() const;

    /// Lets a trace begin once the window has room. Never completes from within.
    void start(handler_type handler, trace_request request);
    /// Completes all traces with errc::closed; nothing can be started any more.
    void close();
    /// Lets go of all handlers: they will never be called.
    void forsake();

private:
    enum class phase : std::uint8_t {
        idle,       ///< no trace: nothing is waited for
        scheduled,  ///< a turn will come
        turning,
        waiting,  ///< the channel will call for a turn
        closing,
    };

    void connect_cancellation(const trace_pointer& trace);
    void stir();
    void schedule();

    // A turn and its steps; each stops at the end of its slice of time and says so in cut_short_.
    struct step {
        void (driver::*take)(time_slice& slice);
        duration time_budget::*length;
    };
    static const std::array<step, 9> steps;

    void turn();
    void take_steps();
    void receive(time_slice& slice) { reader_.read(slice); }
    void expire(time_slice& slice);
    void cancel(time_slice& slice);
    void admit(time_slice& slice);
    void begin(const trace_pointer& trace);
    void check_routes(time_slice& slice) { route_check_.check(slice); }
    void settle_unrouted(time_slice&) { outage_.settle_unrouted(); }
    void send(time_slice& slice) { sender_.send(slice, reader_); }
    void deliver(time_slice& slice);
    void announce(engine::hop_final& event);
    void finish(engine::trace_finished& event);
    [[nodiscard]] bool has_more();
    void wait();

    boost::asio::any_io_executor executor_;
    trace_log log_;
    std::unique_ptr<channel> channel_;  // empty once closed
    engine::engine engine_;
    open_traces traces_;
    time_budget budget_;
    arrival_reader reader_;
    route_outage outage_;
    route_check route_check_;
    probe_sender sender_;
    std::size_t next_step_ = 0;  // of all that are taken in turn
    bool cut_short_ = false;     // a step of this round has left something undone
    phase phase_ = phase::idle;
};

}  // namespace tracerouter::trace
