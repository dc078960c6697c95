#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <cstring>

#include "base/mix.hpp"

namespace tracerouter::engine {

/// Keyed, so that nobody can choose addresses that share a place in a table. Scopes of link-local addresses are left
/// out.
[[nodiscard]] inline std::uint64_t hash_of(const boost::asio::ip::address& address, std::uint64_t secret) {
    if (address.is_v4()) return mix(secret ^ address.to_v4().to_uint());
    const auto octets = address.to_v6().to_bytes();
    std::uint64_t hash = secret;
    std::uint64_t half = 0;
    for (std::size_t at = 0; at < octets.size(); at += sizeof half) {
        std::memcpy(&half, &octets[at], sizeof half);
        hash = mix(hash ^ half);
    }
    return hash;
}

}  // namespace tracerouter::engine
