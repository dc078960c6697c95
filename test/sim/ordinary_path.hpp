#pragma once

#include <cstddef>
#include <cstdint>

#include "world.hpp"

namespace tracerouter::sim {

/// What is hard about a path. All of them have silent routers, too.
enum class hardship : std::uint8_t {
    none,
    loss,     ///< up to 10 % of probes or their answers are lost
    slow,     ///< some routers take 100 to 500 ms longer to answer
    limited,  ///< routers limit their errors as Linux does, and have often spent them on others
    dead,     ///< the target does not answer
};

/// A world with one path as there are many on the internet, and what must be known to judge a trace of it.
struct ordinary_path {
    sim::world world;
    sim::hardship hardship = hardship::none;
    std::size_t answering_hops = 0;  ///< hops, the target among them, that a trace could find
    duration target_rtt{};           ///< without jitter, whether it answers or not
};

/// The path of that number. Always the same.
[[nodiscard]] ordinary_path make_ordinary_path(std::uint64_t number);

}  // namespace tracerouter::sim
