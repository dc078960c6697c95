#pragma once

#include <string>
#include <vector>

#include "tracerouter/trace_result.hpp"
#include "world.hpp"

namespace tracerouter::sim {

/// What came of a world.
struct outcome {
    std::vector<std::string> complaints;             ///< of the checker; none if the engine did everything right
    std::vector<tracerouter::trace_result> results;  ///< in the order of the routes; `target` names no one
};

/// Runs a world to its end.
[[nodiscard]] outcome run(const world& world, bool announce_hops = true);

/// The same, with everything that happens written down.
[[nodiscard]] std::string timeline_of(const world& world);

/// Runs the random world of that number. \return its complaints, each with the command that replays the run
[[nodiscard]] std::vector<std::string> run_seed(std::uint64_t seed);

}  // namespace tracerouter::sim
