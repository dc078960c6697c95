#pragma once

#include <chrono>
#include <cstddef>

#include "engine/transmit_batch.hpp"
#include "trace/adaptive_batch.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::trace {

/// How long the driver keeps its executor from other handlers, and how much it does between two looks at the clock.
struct time_budget {
    /// After this time a turn begins no further step.
    duration turn;
    /// After this time a step stops.
    duration step;
    /// The same for sending. It is the most expensive step, and in bulk nearly all that there is to do.
    duration sending;
    /// Traces whose deadlines pass between two looks at the clock. Each of them may end, which is expensive.
    std::size_t expired;
    /// Datagrams that the engine is given at once.
    adaptive_batch read;
    /// Datagrams that are sent at once. The first batch of a step is small: the answers of a near target may make the
    /// rest of the probes needless.
    adaptive_batch sent;
};

/// For an executor that has other work, too. So short a time goes unnoticed even where everything takes ten times as
/// long: under a sanitizer, or on a busy machine.
inline constexpr time_budget short_turns{
    .turn = std::chrono::microseconds{50},
    .step = std::chrono::microseconds{25},
    .sending = std::chrono::microseconds{25},
    .expired = 1,
    .read = {1, 8, std::chrono::microseconds{20}},
    .sent = {8, engine::transmit_batch::capacity, std::chrono::microseconds{40}},
};

/// For tracer_options::bulk, where throughput counts. Short turns would cost 2 to 3 % of it.
inline constexpr time_budget long_turns{
    .turn = std::chrono::microseconds{150},
    .step = std::chrono::microseconds{50},
    .sending = std::chrono::microseconds{100},
    .expired = 4,
    .read = {2, 16, std::chrono::microseconds{50}},
    .sent = {8, engine::transmit_batch::capacity, std::chrono::microseconds{100}},
};

/// While all that is under way watches, nobody waits for the next answer: rounds, answers and deadlines of such a time
/// are taken together, which costs a few times less.
inline constexpr duration watching_grid = std::chrono::milliseconds{20};

/// Turns come so seldom then, and answers of near targets make no probe needless.
inline constexpr time_budget watching_turns{
    .turn = std::chrono::microseconds{500},
    .step = std::chrono::microseconds{250},
    .sending = std::chrono::microseconds{250},
    .expired = 16,
    .read = {8, 32, std::chrono::microseconds{200}},
    .sent = {32, engine::transmit_batch::capacity, std::chrono::microseconds{200}},
};

}  // namespace tracerouter::trace
