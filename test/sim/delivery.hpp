#pragma once

#include <cstdint>

#include "tracerouter/datagram.hpp"
#include "tracerouter/trace_result.hpp"
#include "wire.hpp"

namespace tracerouter::sim {

/// What a datagram that reaches us really is.
enum class nature : std::uint8_t {
    genuine,    ///< answers `probe`
    foreign,    ///< well-formed, and nobody's answer
    malformed,  ///< not even that
};

/// A datagram that reaches us, and the truth about it.
struct delivery {
    octets bytes;
    sim::nature nature = nature::genuine;
    probe_key probe{};        ///< if genuine
    tracerouter::reply told;  ///< if genuine: all that it tells, without times and stamps
};

}  // namespace tracerouter::sim
