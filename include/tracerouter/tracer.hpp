#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tracerouter/channel.hpp"
#include "tracerouter/export.hpp"
#include "tracerouter/log.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"
#include "tracerouter/tracer_statistics.hpp"

namespace tracerouter {

/// Most traces that one tracer has active at once: one identifier a trace, and half of them left to others.
inline constexpr std::uint32_t max_window = 30'000;

/// What all traces of one tracer share.
///
/// It has a constructor, although all of its members are public, because GCC 12 destroys the temporary of a type
/// without one twice where it is an argument within a co_await expression. So name the options and set what you want.
struct tracer_options {
    /// The defaults that stand beside the members.
    tracer_options() = default;

    /// Packets per second over all traces; 0: as fast as the machine and the answers allow.
    std::uint32_t rate = 10'000;
    /// Most traces active at once, 1 to max_window. Beyond a thousand only so many are active as the rate needs. Others
    /// wait for their turn.
    std::uint32_t window = max_window;
    std::optional<boost::asio::ip::address> source{};  ///< send from this address instead of the route's
    std::string interface {};                          ///< send through this interface only; empty: as routes say
    /// Source port of all UDP and TCP probes, from 1; absent: by the flow, see trace_options::flow. All traces share
    /// it, and with it 65,535 sequence numbers: an answer that comes after that many further probes is lost. Raw
    /// sockets leave the port to whichever socket of this host has it. Without rights it must be free, and one that
    /// bind() allows.
    std::optional<std::uint16_t> source_port{};
    std::optional<std::uint32_t> mark{};  ///< firewall mark of every probe (SO_MARK, needs rights)
    /// What the traces will use. Sockets are opened for these only, so that rights can be given up afterwards; traces
    /// by another protocol may fail.
    std::vector<protocol> protocols{protocol::icmp, protocol::udp};
    /// Never use raw sockets. Otherwise sockets that need no rights are used only where raw ones are refused.
    bool unprivileged = false;
    /// Many targets: answers of IPv4 to raw sockets come through memory that the kernel shares (up to 8 MiB), which
    /// costs less for each. Where the kernel refuses, all is as without. Not for probes longer than
    /// max_bulk_packet_size, whose answers may be too long for it or come in fragments. The tracer keeps its executor
    /// longer from others, 150 us at a time instead of 50.
    bool bulk = false;
    /// Send through a packet socket: past the firewall, the address translation and the queue of this host, which costs
    /// less for each probe. Interface, router and link address are those of the kernel, which goes on confirming them:
    /// where it has to, one probe a second leaves by the raw socket. Others do where a packet socket cannot be right:
    /// to neighbours, to this host, by routes that wrap packets, and by interfaces that are neither Ethernet nor
    /// without link addresses. Never without raw sockets.
    bool fast_path = false;
    log_callback log{};                         ///< takes what there is to log
    log_level least_logged = log_level::debug;  ///< messages below this level are not made; trace: each packet
    std::optional<std::uint64_t> seed{};        ///< makes identifiers and cookies repeatable, for tests; absent: random
};

/// Octets of the longest probe with which tracer_options::bulk misses nothing.
inline constexpr std::uint16_t max_bulk_packet_size = 800;

/// One target to be traced. An address alone is one, too. It has constructors for the reason that tracer_options has.
struct trace_request {
    /// To be filled in: without a target it is errc::not_probeable.
    trace_request() = default;
    /// By its address, with the default options or others: `{target, {.protocol = protocol::udp, .queries = 1}}`.
    trace_request(const boost::asio::ip::address& address, const trace_options& how = {})
        : target{address}, options{how} {}

    boost::asio::ip::address target{};  ///< link-local ones with their interface, or tracer_options::interface
    std::string name{};                 ///< how the result calls the target; empty: its address
    trace_options options{};            ///< how it is traced
    /// Called for each hop as soon as it and all before it are final, in order, before the trace completes; on the
    /// executor of the tracer, whatever that of the completion handler, in its own turn. The hop is valid during the
    /// call. It may do anything with the tracer, destroy it too. What it throws leaves the run() of the io_context, as
    /// from a completion handler, and all traces go on. hop_stream is the same to wait for.
    std::function<void(const hop_result&)> on_hop{};
};

/// Traces any number of targets at once over the same few sockets. As long as no trace is under way it keeps no
/// io_context running.
///
/// Threads: one tracer is not thread-safe. Use it, and emit cancellation, on its executor: an io_context that one
/// thread runs, or a strand. Tracers share nothing, so several may be used in one process, of one io_context or of
/// several; there is no thread, no global state and no output besides the log of the options.
///
/// Calls only note what is wanted. The work is done on the executor in turns of some 50 microseconds (150 with
/// tracer_options::bulk). After each turn it is posted again, so other handlers run in between, however many targets
/// there are.
///
/// Cheap to move, also while traces are under way. A tracer that was moved from can be assigned to or destroyed.
class tracer {
public:
    /// What it runs on.
    using executor_type = boost::asio::any_io_executor;
    /// Completion signature of async_trace.
    using signature = void(boost::system::error_code, trace_result);

    /// Opens the sockets: raw ones or, without the right to them, those that need none, which cannot do TCP.
    /// Sends nothing. Rights may be given up afterwards.
    /// Errors: errc::missing_rights (TCP among tracer_options::protocols), errc::ping_sockets_closed (ICMP among them),
    /// errc::invalid_options (the window, or port 0), errc::fast_path_interface and errc::fast_path_ipsec (with
    /// tracer_options::fast_path), or what the kernel said, of the interface, source, port or mark for example.
    [[nodiscard]] TRACEROUTER_EXPORT static boost::system::result<tracer> open(executor_type executor,
                                                                               const tracer_options& options = {});

    /// Uses a channel of the caller's, for tests and simulations. A window that is out of range is brought into it.
    TRACEROUTER_EXPORT tracer(executor_type executor, const tracer_options& options, std::unique_ptr<channel> channel);

    /// Takes over the traces, too.
    TRACEROUTER_EXPORT tracer(tracer&& other) noexcept;
    /// Takes over the traces of the other; those of this one complete with errc::closed.
    TRACEROUTER_EXPORT tracer& operator=(tracer&& other) noexcept;
    /// Completes all traces with errc::closed.
    TRACEROUTER_EXPORT ~tracer();

    /// What it runs on.
    [[nodiscard]] TRACEROUTER_EXPORT executor_type get_executor() const noexcept;
    /// Counts so far.
    [[nodiscard]] TRACEROUTER_EXPORT tracer_statistics statistics() const noexcept;

    /// Whether another trace would begin at once. After false it stays false until there is room for several.
    [[nodiscard]] TRACEROUTER_EXPORT bool has_room() const noexcept;
    /// Has `callback` called, on the executor of the tracer, when has_room() has been false and is true again. So a
    /// caller with many targets keeps none of them waiting in memory. The callback may start traces and destroy the
    /// tracer.
    TRACEROUTER_EXPORT void on_room(std::function<void()> callback);

    /// Traces one target. Completion signature: void(error_code, trace_result). Never completes from within; the
    /// associated executor and allocator of the handler are used.
    ///
    /// Any number may be under way; those beyond tracer_options::window wait for their turn. The handler may destroy
    /// the tracer.
    ///
    /// Errors: errc::invalid_options; errc::unsupported_family, errc::not_probeable, errc::multicast_target,
    /// errc::missing_interface, errc::missing_rights (TCP without raw sockets) or what the kernel says of the route,
    /// which is asked for when the turn of the trace comes; errc::closed, if the tracer was destroyed before it ended.
    /// The result then names the target and holds no hop. Everything else that happens is part of the result.
    ///
    /// Cancellation (terminal, partial or total) is no error: the trace completes with stop_reason::interrupted and all
    /// hops known so far. It must be emitted on the executor of the tracer. So a time limit loses nothing:
    /// cancel_after(limit, token) from Boost 1.86 on; before, a parallel group with a timer. An awaitable operator (||
    /// with a timer) gives the result only if the trace was first.
    template <boost::asio::completion_token_for<signature> Token>
    auto async_trace(trace_request request, Token&& token) {
        return boost::asio::async_initiate<Token, signature>(initiation{impl_}, token, std::move(request));
    }

    /// The same for an address with options.
    template <boost::asio::completion_token_for<signature> Token>
    auto async_trace(const boost::asio::ip::address& target, const trace_options& options, Token&& token) {
        return async_trace(trace_request{target, options}, std::forward<Token>(token));
    }

    /// Finds all parallel paths to one target: as async_trace, and trace_result::paths holds them. Without
    /// trace_options::paths with the default path_options. Takes some five round trips.
    ///
    /// Errors: as async_trace; errc::missing_rights also for UDP without raw sockets, where the kernel chooses the only
    /// port.
    template <boost::asio::completion_token_for<signature> Token>
    auto async_discover(trace_request request, Token&& token) {
        if (!request.options.paths) request.options.paths.emplace();
        return async_trace(std::move(request), std::forward<Token>(token));
    }

private:
    friend class path_monitor;
    using handler = boost::asio::any_completion_handler<signature>;
    class impl;

    // Names the executor, so that adapters which need one (a time limit, say) can work.
    struct initiation {
        using executor_type = tracer::executor_type;
        std::shared_ptr<impl> self;
        [[nodiscard]] TRACEROUTER_EXPORT executor_type get_executor() const noexcept;
        TRACEROUTER_EXPORT void operator()(handler handler, trace_request request) const;
    };

    std::shared_ptr<impl> impl_;
};

}  // namespace tracerouter
