#pragma once

#include <chrono>
#include <cstddef>

#include "engine/transmit_batch.hpp"
#include "trace/portion.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::trace {

/// How long the driver keeps its executor from others.
struct slices {
    duration turn;        ///< behind it no further step is taken
    duration step;        ///< behind it a step does nothing more
    duration sending;     ///< the same for the step that costs the most, and in bulk is nearly all there is to do
    std::size_t expired;  ///< traces whose deadlines pass between two looks at the clock; each may end
    portion read;         ///< datagrams that the engine is given at once
    portion sent;         ///< datagrams of a batch. The first is short: a near target may make the rest needless
};

/// For an executor that has other work, too. So short a time goes unnoticed even where all takes ten times as
/// long: under a sanitizer, on a busy machine.
inline constexpr slices short_slices{
    .turn = std::chrono::microseconds{50},
    .step = std::chrono::microseconds{25},
    .sending = std::chrono::microseconds{25},
    .expired = 1,
    .read = {1, 8, std::chrono::microseconds{20}},
    .sent = {8, engine::transmit_batch::capacity, std::chrono::microseconds{40}},
};

/// For tracer_options::bulk, where it counts how much gets done.
inline constexpr slices long_slices{
    .turn = std::chrono::microseconds{150},
    .step = std::chrono::microseconds{50},
    .sending = std::chrono::microseconds{100},
    .expired = 4,
    .read = {2, 16, std::chrono::microseconds{50}},
    .sent = {8, engine::transmit_batch::capacity, std::chrono::microseconds{100}},
};

}  // namespace tracerouter::trace
