#pragma once

#include "address.hpp"

namespace lab {

// Scenarios are written in IPv4, and every address of theirs has an IPv6 one too: 2001:db8:: with its 32 bits at the
// end (198.18.10.1 is 2001:db8::c612:a01). So each scenario holds for both families. Inside the simulator addresses are
// IPv4; only what is on the wire, and what is printed about it, is told in the family of the probe.

constexpr std::uint64_t documentation_prefix = 0x2001'0db8'0000'0000U;

constexpr address to_ipv6(address any) {
    return any.is_v4() ? address{documentation_prefix, any.v4()} : any;
}

/// The address of the scenario behind an IPv6 one; any other address is left as it is.
constexpr address from_ipv6(address any) {
    const bool ours = any.high == documentation_prefix && any.low >> 32 == 0;
    return ours ? address::from_v4(static_cast<std::uint32_t>(any.low)) : any;
}

/// As a probe of that family names it.
constexpr address on_wire(address any, bool ipv6) {
    return ipv6 ? to_ipv6(any) : any;
}

}  // namespace lab
