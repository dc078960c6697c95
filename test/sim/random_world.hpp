#pragma once

#include <cstdint>

#include "world.hpp"

namespace tracerouter::sim {

/// The world of that number: every oddity the network and the channel know, in random mixtures. Mostly one target or
/// a few, now and then hundreds.
[[nodiscard]] world random_world(std::uint64_t seed);

/// The same with a stop set and so many targets, a few at a time, that traces begin where others have ended. No path
/// comes to the highest TTL, so that all probes with that are seen to measure the distance.
[[nodiscard]] world random_survey(std::uint64_t seed);

}  // namespace tracerouter::sim
