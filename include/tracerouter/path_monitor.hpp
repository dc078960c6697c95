#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tracerouter/export.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/probe_observation.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter {

/// Shortest time from one round to the next (monitor_request::interval).
inline constexpr duration min_interval = std::chrono::milliseconds{10};
/// Longest time from one round to the next.
inline constexpr duration max_interval = std::chrono::hours{1};
/// Most flows of one target (monitor_request::flows).
inline constexpr std::uint16_t max_flows = 64;

/// One target to be watched. It has constructors for the reason that tracer_options has.
struct monitor_request {
    /// To be filled in: without a target it is errc::not_probeable.
    monitor_request() = default;
    /// By its address, with the default options or others.
    monitor_request(const boost::asio::ip::address& address, const trace_options& how = {})
        : target{address}, options{how} {}

    boost::asio::ip::address target{};  ///< as trace_request::target
    std::string name{};                 ///< how the result calls the target; empty: its address
    /// How it is probed. Each round asks each hop once, whatever `queries` says; `wait` is how long each probe is
    /// waited for, `flow` the first of the flows. Neither stop_set nor path_mtu is for monitors.
    trace_options options{};
    duration interval = std::chrono::seconds{1};  ///< from one round to the next, min_interval to max_interval
    duration begin_after{};                       ///< until the first round
    std::uint16_t flows = 4;                      ///< constant flows that take turns, 1 to max_flows
    std::uint64_t rounds = 0;                     ///< after so many it ends; 0: it goes on until it is stopped
    /// Called for whatever becomes of a probe, at once; on the executor of the tracer. It may do anything with the
    /// tracer and the monitor, destroy them too. What it throws leaves the run() of the io_context.
    std::function<void(const probe_observation&)> on_probe{};
};

/// A round of a monitor, of which all is decided.
struct monitor_round {
    std::uint64_t number = 0;                            ///< from 1
    std::uint16_t flow = 0;                              ///< by which its probes went, from 0
    std::chrono::system_clock::time_point started_at{};  ///< when its first probe was due
    /// One for each probe, by growing TTL: what became of it.
    std::vector<probe_observation> probes{};
};

/// Watches the path to one target: probes it in rounds and keeps the statistics. Any number of monitors and traces may
/// share a tracer. A monitor keeps its io_context running until it is stopped or destroyed.
///
/// A round asks each hop up to the target once, all at the same time, by one of a few constant flows (Paris traceroute)
/// that take turns. Rounds begin at fixed times, whether the last one is over or not, so an answer may take longer than
/// the interval. Where no probe of the last round could leave this host, the next one is left out.
///
/// Threads: as of tracer.
class path_monitor {
public:
    /// What it runs on: the executor of the tracer.
    using executor_type = boost::asio::any_io_executor;
    /// Completion signature of async_next_round.
    using round_signature = void(boost::system::error_code, std::optional<monitor_round>);
    /// Completion signature of async_next_event.
    using event_signature = void(boost::system::error_code, std::optional<monitor_event>);

    /// Begins the first round.
    TRACEROUTER_EXPORT path_monitor(tracer& tracer, monitor_request request);

    /// Takes over the rounds of the other.
    TRACEROUTER_EXPORT path_monitor(path_monitor&& other) noexcept;
    /// Takes over the rounds of the other; its own end, as by the destructor.
    TRACEROUTER_EXPORT path_monitor& operator=(path_monitor&& other) noexcept;
    /// Ends at once.
    TRACEROUTER_EXPORT ~path_monitor();

    /// What it runs on.
    [[nodiscard]] TRACEROUTER_EXPORT executor_type get_executor() const noexcept;

    /// Gives the next round of which all is decided; none: the monitor has ended. From the first call on, rounds that
    /// nobody takes are kept, the newest sixty of them. Completion signature: void(error_code,
    /// std::optional<monitor_round>). Never completes from within.
    ///
    /// Errors, all of them without a round: errc::invalid_options; what kept the first round from beginning, as of
    /// tracer::async_trace; errc::closed; errc::already_waiting: another async_next_round is pending, and stays so.
    ///
    /// Cancellation (terminal, partial or total) ends this wait with boost::asio::error::operation_aborted and nothing
    /// else: the monitor goes on, and no round is lost.
    template <boost::asio::completion_token_for<round_signature> Token>
    auto async_next_round(Token&& token) {
        return boost::asio::async_initiate<Token, round_signature>(round_initiation{state_}, token);
    }

    /// The same for what the monitor notices: changes of the path, loss bursts, outages. The newest thousand are kept.
    template <boost::asio::completion_token_for<event_signature> Token>
    auto async_next_event(Token&& token) {
        return boost::asio::async_initiate<Token, event_signature>(event_initiation{state_}, token);
    }

    /// Begins no further round. Those under way are waited for, and then the monitor ends. Harmless at the end.
    TRACEROUTER_EXPORT void stop();
    /// Ends without waiting for anything: what is under way is not decided. Harmless at the end.
    TRACEROUTER_EXPORT void cancel();
    /// Begins rounds at another interval from the next one on; one that is out of range is brought into it.
    TRACEROUTER_EXPORT void set_interval(duration interval);
    /// Begins no round until resume().
    TRACEROUTER_EXPORT void pause();
    /// Goes on behind pause().
    TRACEROUTER_EXPORT void resume();
    /// Forgets all that was seen so far, but that the target was reached. The rounds go on.
    TRACEROUTER_EXPORT void reset();

    /// Whether it has ended.
    [[nodiscard]] TRACEROUTER_EXPORT bool ended() const noexcept;
    /// What is known now.
    [[nodiscard]] TRACEROUTER_EXPORT monitor_result result() const;

private:
    using round_handler = boost::asio::any_completion_handler<round_signature>;
    using event_handler = boost::asio::any_completion_handler<event_signature>;
    class state;

    // These name the executor, as that of tracer does.
    struct round_initiation {
        using executor_type = path_monitor::executor_type;
        std::shared_ptr<state> self;
        [[nodiscard]] TRACEROUTER_EXPORT executor_type get_executor() const noexcept;
        TRACEROUTER_EXPORT void operator()(round_handler handler) const;
    };
    struct event_initiation {
        using executor_type = path_monitor::executor_type;
        std::shared_ptr<state> self;
        [[nodiscard]] TRACEROUTER_EXPORT executor_type get_executor() const noexcept;
        TRACEROUTER_EXPORT void operator()(event_handler handler) const;
    };

    std::shared_ptr<state> state_;
};

}  // namespace tracerouter
