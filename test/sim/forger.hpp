#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "delivery.hpp"
#include "dice.hpp"

namespace tracerouter::sim {

/// A packet that looks like an answer to `probe` and is none: another's identifier, a sequence number never sent, the
/// wrong target or cookie, a truncated or damaged answer, or noise. `first_identifier` is the lowest of our own.
[[nodiscard]] delivery forge(std::span<const std::byte> probe, std::uint16_t first_identifier, dice& dice);

}  // namespace tracerouter::sim
