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

}  // namespace

std::uint16_t identifier_of_flow(std::uint16_t flow) {
    constexpr std::uint16_t lowest = 0x8000;
    constexpr std::uint16_t count = 61'000 - lowest;
    return static_cast<std::uint16_t>(lowest + flow % count);
}

flow first_flow(const start_request& request, std::uint64_t secret) {
    const std::optional<std::uint16_t>& chosen = request.options.flow;
    flow first;
    first.cookie = cookie_of(request, secret, chosen);
    // Routers of IPv6 hash it beside the ports: a port that is given takes the same path in every run. The cookie stays
    // a secret then.
    const bool only_port = request.identifier && !chosen;
    first.flow_label = only_port ? cookie_of(request, secret, request.identifier) : first.cookie;
    first.fixed_identifier = request.identifier || chosen;
    if (chosen) first.identifier = identifier_of_flow(*chosen);
    if (request.identifier) first.identifier = *request.identifier;
    return first;
}

// Behind a flow that the user has chosen come the next ones. A socket that has one identifier has one flow.
std::vector<flow> further_flows(const start_request& request, std::uint64_t secret, std::size_t most) {
    std::vector<flow> further;
    const std::size_t count = request.identifier ? 1 : std::min<std::size_t>(request.flows, most);
    for (std::size_t number = 1; number < count; ++number) {
        std::optional<std::uint16_t> chosen = request.options.flow;
        if (chosen) chosen = static_cast<std::uint16_t>(*chosen + number);
        flow next;
        next.cookie = next.flow_label = cookie_of(request, mix(secret + number), chosen);
        next.fixed_identifier = chosen.has_value();
        if (chosen) next.identifier = identifier_of_flow(*chosen);
        further.push_back(next);
    }
    return further;
}

}  // namespace tracerouter::engine
