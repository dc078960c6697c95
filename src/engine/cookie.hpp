#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>

#include "base/mix.hpp"

namespace tracerouter::engine {

/// A mark of (target, flow), carried as the ICMP checksum of every probe of a trace: it makes the flow constant
/// and lets us tell our probes from those of others without remembering them. Keyed by `secret` unless the user chose
/// the flow, which then is the same in every run. Never 0 nor 0xffff, which are two ways to write the same one's
/// complement number and which some middleboxes treat as "no checksum".
///
/// This is not hash_of(), which reads IPv6 addresses faster and in the byte order of the machine: with a flow that the
/// user chose, machines and versions of the program agree.
[[nodiscard]] inline std::uint16_t flow_cookie(std::uint64_t secret, const boost::asio::ip::address& target,
                                               std::optional<std::uint16_t> flow) {
    std::uint64_t state = mix(flow.value_or(secret));
    if (target.is_v4()) {
        state = mix(state ^ target.to_v4().to_uint());
    } else {
        for (const unsigned char octet : target.to_v6().to_bytes()) state = mix(state ^ octet);
    }
    return static_cast<std::uint16_t>(1 + state % 0xfffe);
}

}  // namespace tracerouter::engine
