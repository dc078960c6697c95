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

std::optional<std::uint16_t> behind(std::optional<std::uint16_t> first, std::size_t number) {
    return first ? std::optional{static_cast<std::uint16_t>(*first + number)} : std::nullopt;
}

// Behind a flow that the user has chosen come the next ones.
flow numbered_flow(const start_request& request, std::uint64_t secret, std::size_t number) {
    const std::uint64_t key = number == 0 ? secret : mix(secret + number);
    const std::optional<std::uint16_t> chosen = behind(chosen_flow(request, secret), number);
    flow one;
    one.cookie = one.flow_label = cookie_of(request, key, behind(request.options.flow, number));
    one.fixed_identifier = request.identifier || chosen;
    if (chosen) one.identifier = identifier_of_flow(*chosen);
    if (request.identifier) one.identifier = *request.identifier;
    return one;
}

// The checksum alone tells flows of echo requests apart. A socket that has one port has one flow.
std::size_t flows_of(const start_request& request, std::size_t most) {
    const std::optional<path_options>& paths = request.options.paths;
    if (request.identifier && !(paths && request.options.protocol == protocol::icmp)) return 1;
    return paths ? paths->max_flows : std::min<std::size_t>(request.flows, most);
}

}  // namespace

std::uint16_t identifier_of_flow(std::uint16_t flow) {
    constexpr std::uint16_t lowest = 0x8000;
    constexpr std::uint16_t count = 61'000 - lowest;
    return static_cast<std::uint16_t>(lowest + flow % count);
}

flow first_flow(const start_request& request, std::uint64_t secret) {
    flow first = numbered_flow(request, secret, 0);
    // Routers of IPv6 hash the label beside the ports: a port that is given takes the same path in every run. The
    // cookie stays a secret then.
    const bool only_port = request.identifier && !request.options.flow;
    if (only_port) first.flow_label = cookie_of(request, secret, request.identifier);
    return first;
}

std::vector<flow> further_flows(const start_request& request, std::uint64_t secret, std::size_t most) {
    std::vector<flow> further;
    const std::size_t count = flows_of(request, most);
    for (std::size_t number = 1; number < count; ++number) further.push_back(numbered_flow(request, secret, number));
    return further;
}

}  // namespace tracerouter::engine
