#include "engine/flow_choice.hpp"

#include <algorithm>
#include <optional>

#include "base/mix.hpp"
#include "engine/cookie.hpp"
#include "packet/tcp.hpp"

namespace tracerouter::engine {

namespace {

std::uint16_t cookie_of(const start_request& request, std::uint64_t secret, std::optional<std::uint16_t> flow) {
    const std::uint16_t cookie = flow_cookie(secret, request.target, flow);
    if (request.options.protocol != protocol::tcp) return cookie;
    return static_cast<std::uint16_t>(1 + cookie % (packet::tcp_cookie_limit - 1));
}

// All flows of a search for paths have numbers that follow each other; the first is drawn where the user names none.
std::optional<std::uint16_t> chosen_flow(const start_request& request, std::uint64_t secret) {
    const bool named = request.options.flow || !request.options.paths || request.identifier;
    return named ? request.options.flow : std::optional{flow_cookie(mix(secret), request.target, std::nullopt)};
}

}  // namespace

std::uint16_t identifier_of_flow(std::uint16_t flow) {
    constexpr std::uint16_t lowest = 0x8000;
    constexpr std::uint16_t count = 61'000 - lowest;
    return static_cast<std::uint16_t>(lowest + flow % count);
}

flow first_flow(const start_request& request, std::uint64_t secret) {
    const std::optional<std::uint16_t> chosen = chosen_flow(request, secret);
    flow first;
    first.cookie = cookie_of(request, secret, request.options.flow);
    // Routers of IPv6 hash it beside the ports: a port that is given takes the same path in every run. The cookie stays
    // a secret then.
    const bool only_port = request.identifier && !chosen;
    first.flow_label = only_port ? cookie_of(request, secret, request.identifier) : first.cookie;
    first.fixed_identifier = request.identifier || chosen;
    if (chosen) first.identifier = identifier_of_flow(*chosen);
    if (request.identifier) first.identifier = *request.identifier;
    return first;
}

// Behind a flow that the user has chosen come the next ones. The checksum alone tells flows of echo requests apart; a
// socket that has one port has one flow.
std::vector<flow> further_flows(const start_request& request, std::uint64_t secret, std::size_t most) {
    std::vector<flow> further;
    const bool paths = request.options.paths.has_value();
    const bool one = request.identifier && !(paths && request.options.protocol == protocol::icmp);
    const std::size_t wanted = paths ? request.options.paths->max_flows : std::min<std::size_t>(request.flows, most);
    const std::optional<std::uint16_t> begin = chosen_flow(request, secret);
    for (std::size_t number = 1; number < (one ? 1 : wanted); ++number) {
        std::optional<std::uint16_t> named = request.options.flow;
        if (named) named = static_cast<std::uint16_t>(*named + number);
        flow next;
        next.cookie = next.flow_label = cookie_of(request, mix(secret + number), named);
        next.fixed_identifier = begin || request.identifier;
        if (begin) next.identifier = identifier_of_flow(static_cast<std::uint16_t>(*begin + number));
        if (request.identifier) next.identifier = *request.identifier;
        further.push_back(next);
    }
    return further;
}

}  // namespace tracerouter::engine
