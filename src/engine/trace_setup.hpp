#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/end_rules.hpp"
#include "engine/events.hpp"
#include "engine/hop_ttl.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::engine {

class path_searches;

/// One of the parallel paths that a trace follows: what routers that balance loads look at, and by which its probes are
/// known. All probes of a flow have the same, so they take the same path (Paris traceroute).
struct flow {
    std::uint16_t identifier = 0;   ///< ICMP identifier, or source port
    bool fixed_identifier = false;  ///< not chosen by us; sequence numbers are then shared with other traces
    std::uint16_t cookie = 0;       ///< ICMP checksum, UDP mark, half of the TCP sequence number
    std::uint16_t flow_label = 0;   ///< over IPv6; the cookie, unless only the port was chosen
};

/// What a trace is about; fixed from its start.
struct trace_setup {
    trace_id id;
    boost::asio::ip::address target;
    boost::asio::ip::address source;
    std::uint32_t egress = 0;  ///< as route::egress
    bool direct = false;       ///< as route::direct
    trace_options options;
    std::uint16_t link_mtu = 1500;            ///< where the search for the path MTU begins
    std::uint16_t first_sequence = 0;         ///< of its first probe, if they are not shared
    engine::flow flow;                        ///< of a trace that follows one path
    std::vector<engine::flow> further_flows;  ///< of one that follows several
    std::uint8_t flow_of_round = 0;           ///< number of the flow of probes for which no strategy says another
    time_point started_at;
    const end_rule_numbers* numbers = &usual_end_rules;  ///< live as long as the engine
    engine::path_searches* path_searches = nullptr;      ///< of one that searches for paths; live as long as the engine
    bool within_error_budget = false;                    ///< further queries of a hop only as its router's limit allows
    bool watches = false;                                ///< as start_request::watches
    bool measured = false;                               ///< one of many targets: the sweep measures the distance first
    hop_ttl limited_up_to{};               ///< routers up to there answer few, since this run has used up their limits
    std::uint8_t sweep_begin = 0;          ///< where in the circle of TTLs it begins
    std::optional<hop_ttl> sweep_start{};  ///< where a backward sweep begins, as far as other traces tell
};

/// The flow with that number, from 0.
[[nodiscard]] inline const flow& flow_of(const trace_setup& setup, std::size_t number) {
    return number == 0 ? setup.flow : setup.further_flows[number - 1];
}
[[nodiscard]] inline std::size_t flow_count(const trace_setup& setup) {
    return 1 + setup.further_flows.size();
}

/// The first router on the way of a trace, as far as we can tell it from others: a number for host_trouble.
[[nodiscard]] inline std::size_t router_of(const trace_setup& setup) {
    return 2 * std::size_t{setup.egress} + (setup.target.is_v6() ? 1 : 0);
}

}  // namespace tracerouter::engine
