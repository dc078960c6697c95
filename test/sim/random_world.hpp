#pragma once

#include <cstdint>

#include "world.hpp"

namespace tracerouter::sim {

/// The world of that number: every oddity the network and the channel know, in random mixtures. Mostly one target or
/// a few, now and then hundreds.
[[nodiscard]] world random_world(std::uint64_t seed);

}  // namespace tracerouter::sim
