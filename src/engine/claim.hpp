#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>

#include "packet/answer.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// Which probe a datagram claims to answer, in terms every protocol has. Nothing of it is believed yet.
struct claim {
    std::uint16_t identifier = 0;                         ///< which trace
    std::uint16_t sequence = 0;                           ///< which probe of it
    std::uint16_t cookie = 0;                             ///< checksum of the probe
    std::optional<boost::asio::ip::address> destination;  ///< of the probe, if it is quoted
};

/// What `answer` claims; nothing if it quotes no probe that could be ours.
[[nodiscard]] std::optional<claim> claim_of(const packet::answer& answer);

/// The reply as the user sees it. `nat` is left to the one who compares checksums.
[[nodiscard]] reply reply_of(const packet::answer& answer);

}  // namespace tracerouter::engine
