#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>

#include "engine/engine.hpp"
#include "engine/transmit_batch.hpp"
#include "trace/open_trace.hpp"
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
/// come or a trace is added: read what has arrived, let pass what is due, send what the engine asks for, wait again.
/// While there is no trace it waits for nothing, so that an io_context without other work returns.
class driver : public std::enable_shared_from_this<driver> {
public:
    using handler_type = boost::asio::any_completion_handler<tracer::signature>;

    driver(boost::asio::any_io_executor executor, tracer_options options, entropy random,
           std::unique_ptr<channel> channel);

    [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }
    [[nodiscard]] tracer_statistics statistics() const;

    /// Begins a trace, or queues it if the window is full. Never completes from within.
    void start(handler_type handler, trace_request request);
    /// Completes all traces with errc::closed; nothing can be started any more.
    void close();

private:
    using trace_pointer = std::shared_ptr<open_trace>;
    enum class phase : std::uint8_t {
        idle,       ///< no trace: nothing is waited for
        scheduled,  ///< a turn will come
        turning,
        waiting,  ///< the channel will call for a turn
    };

    void add(const trace_pointer& trace);
    void connect_cancellation(const trace_pointer& trace);
    void cancel(const trace_pointer& trace);
    void stir();

    void turn();
    void receive();
    void send();
    bool send_batch(std::size_t size);
    void admit();
    void deliver();
    void wait();

    void announce(engine::hop_final& event);
    void finish(engine::trace_finished& event);
    void complete(const trace_pointer& trace, boost::system::error_code error, trace_result result);

    boost::asio::any_io_executor executor_;
    log_callback log_;
    std::unique_ptr<channel> channel_;  // empty once closed
    engine::engine engine_;
    engine::transmit_batch batch_;
    std::unordered_map<std::uint16_t, trace_pointer> active_;  // by slot
    std::deque<trace_pointer> waiting_;                        // for room in the window; may hold completed ones
    std::uint64_t send_blocked_ = 0;
    bool blocked_ = false;
    bool stamps_spared_ = false;  // the kernel does not stamp what leaves
    phase phase_ = phase::idle;
};

}  // namespace tracerouter::trace
