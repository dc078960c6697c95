#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>
#include <optional>

#include "engine/engine.hpp"
#include "engine/host_trouble.hpp"
#include "trace/open_traces.hpp"
#include "trace/trace_log.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::trace {

/// Decides about traces to whose targets there is no route now: whether the host has lost its routes, so that they
/// wait, or whether just these targets have none, so that they complete with that error.
///
/// A destination that had a route before tells the two apart. If it still has one, the host has its routes. If it has
/// lost it, so has the host. Before the first route of all, many traces wait for a host that may just be starting.
///
/// The user is told once when the host can send nothing for a while, whether for routes or for refused probes.
class route_outage {
public:
    route_outage(channel& channel, const engine::engine& engine, open_traces& traces, const trace_log& log);

    /// A trace has found a route to this target.
    void found_route(const boost::asio::ip::address& target, const trace_options& options);
    /// The kernel has refused a probe for this reason.
    void probe_refused(boost::system::error_code reason) { last_reason_ = reason; }

    /// Decides about the traces in open_traces::unrouted(). They begin anew, complete, or go on waiting.
    void settle_unrouted();

    /// When unrouted traces are to be looked at again.
    [[nodiscard]] time_point next_look() const { return next_look_.next(); }

private:
    struct destination {
        boost::asio::ip::address target;
        trace_options options;
    };

    void warn_user();
    void look_again(bool lost_before);
    void give_up_in_vain(time_point now);
    [[nodiscard]] bool has_route_like(const boost::asio::ip::address& target) const;
    [[nodiscard]] bool worth_waiting(time_point now) const;

    channel& channel_;
    const engine::engine& engine_;
    open_traces& traces_;
    const trace_log& log_;
    // The last destination with a route: of IPv4, of IPv6. net::route_finder remembers one, too, for another question:
    // whether Linux takes a target for a neighbour on the chosen interface only because the routes are lost.
    std::array<std::optional<destination>, 2> had_route_;
    // Since when such destinations have no route.
    std::optional<time_point> lost_since_;
    engine::back_off next_look_;
    // Why the last attempt to send something failed.
    boost::system::error_code last_reason_;
    // The last time of an outage that the user was told of.
    std::optional<time_point> warned_;
};

}  // namespace tracerouter::trace
