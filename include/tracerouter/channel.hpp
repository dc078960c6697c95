#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "tracerouter/datagram.hpp"
#include "tracerouter/export.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter {

/// How probes to a destination leave.
struct route {
    boost::asio::ip::address source{};  ///< source address of the probes
    std::uint16_t link_mtu = 1500;      ///< octets of the largest packet that leaves unfragmented; only for path_mtu
    /// The ICMP identifier or source port that the kernel puts in all probes of that protocol; absent: ours to choose.
    std::optional<std::uint16_t> identifier{};
    std::uint32_t egress = 0;  ///< the channel's number for interface and next hop, to be given with each datagram
    bool direct = false;       ///< no router is on the way: the destination is a neighbour, or this host
};

/// What a call of channel::send did.
struct send_report {
    std::size_t sent = 0;                 ///< datagrams taken, from the front
    time_point began{};                   ///< they left one after the other between this time ...
    time_point ended{};                   ///< ... and this one: the fall-back where the kernel does not stamp
    boost::system::error_code refused{};  ///< set: the datagram after them cannot be sent, for this reason
    bool blocked = false;                 ///< buffers are full: the datagram after them may be sent later
};

/// When number `index` of the `report.sent` datagrams left, as far as the report tells: in the middle of its share of
/// the time, which all share evenly. `index` is less than `report.sent`.
[[nodiscard]] constexpr time_point time_sent(const send_report& report, std::size_t index) {
    const auto half_shares = static_cast<duration::rep>(2 * index + 1);
    return report.began + (report.ended - report.began) * half_shares / static_cast<duration::rep>(2 * report.sent);
}

/// What a call of channel::receive found. The spans stay valid until the next call of it or of async_wait.
struct arrivals {
    std::span<const sent_stamp> stamps{};            ///< exact times of probes sent before; to be handled first
    std::span<const received_datagram> datagrams{};  ///< in order of arrival
    std::uint64_t drops = 0;                         ///< datagrams lost in our full socket buffer since the last call
    bool more = false;                               ///< the buffers were filled: call again
};

/// Where packets, and the time, come from. It decides nothing. tracer::open makes one of sockets; tests and simulations
/// bring their own, and with it their own time. Not thread-safe, and need not be: all calls come from the executor of
/// the tracer. None may throw.
class TRACEROUTER_EXPORT channel {
public:
    /// To be called once, from the executor and not from within async_wait.
    using wait_handler = boost::asio::any_completion_handler<void()>;

    /// For derived classes.
    channel() = default;
    /// Channels are not copied: a tracer owns one.
    channel(const channel&) = delete;
    /// Nor assigned.
    channel& operator=(const channel&) = delete;
    /// Drops the handler of a wait under way, without calling it.
    virtual ~channel() = default;

    /// The monotonic time: never less than before, and of the clock that stamps are of.
    [[nodiscard]] virtual time_point now() const = 0;

    /// The route of such a trace to `destination`, or why there is none: the error with which the trace completes.
    /// Costs system calls.
    [[nodiscard]] virtual boost::system::result<route> route_to(const boost::asio::ip::address& destination,
                                                                const trace_options& options) = 0;

    /// The route of one flow: probes with this ICMP identifier or source port, unless the route has one. A channel
    /// whose routes are the same for all flows need not know it.
    [[nodiscard]] virtual boost::system::result<route> route_of_flow(const boost::asio::ip::address& destination,
                                                                     const trace_options& options,
                                                                     std::uint16_t identifier) {
        static_cast<void>(identifier);
        return route_to(destination, options);
    }

    /// How often routes, addresses or links of this host have changed, as far as is known. After a change the tracer
    /// asks whether routes of before still stand. A channel whose routes never change need not know it.
    [[nodiscard]] virtual std::uint64_t route_changes() { return 0; }

    /// Whether probes to `destination` can still leave by the route that was given before: this host has its source
    /// address and its interface, and that leads there. If not, the trace begins anew, by another route. Costs system
    /// calls.
    [[nodiscard]] virtual bool stands(const route& given, const boost::asio::ip::address& destination,
                                      const trace_options& options) {
        static_cast<void>(given);
        static_cast<void>(destination);
        static_cast<void>(options);
        return true;
    }

    /// Sends from the front as many as go without blocking. Stops at the first that is refused or would block.
    virtual send_report send(std::span<const datagram> batch) = 0;

    /// Whether the kernel stamps each datagram that leaves, as it does at first where it can: exact, but it costs about
    /// as much as receiving an answer. Without it a probe's time is as uncertain as its send_report is wide. A channel
    /// that cannot choose does nothing.
    virtual void stamp_transmissions(bool by_kernel) { static_cast<void>(by_kernel); }

    /// Takes what has arrived, without blocking.
    virtual arrivals receive() = 0;

    /// Completes once: when something has arrived, when sending is possible again (if `writable`), at `deadline`, or
    /// after wake(). One wait at a time.
    virtual void async_wait(bool writable, std::optional<time_point> deadline, wait_handler handler) = 0;

    /// What arrives may lie so long before it ends a wait, so that several answers are taken together; zero, as at
    /// first: it ends a wait at once. Only where the kernel says when they arrived. A channel that cannot choose does
    /// nothing.
    virtual void let_lie(duration most) { static_cast<void>(most); }

    /// Ends the current wait, if any, as if something had arrived. Its handler is not called from within this function.
    virtual void wake() = 0;

    /// Nothing is awaited for the time being: lets go of whatever would keep an io_context running.
    virtual void rest() = 0;
};

}  // namespace tracerouter
