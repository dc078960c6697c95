#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "tracerouter/time.hpp"

namespace tracerouter::report {

/// How far a run of many targets has come.
struct progress {
    duration elapsed{};                    ///< since its start
    std::uint64_t done = 0;                ///< targets, those of the run that is resumed included
    std::uint64_t done_before = 0;         ///< of them in the run that is resumed
    std::optional<std::uint64_t> total{};  ///< targets; absent: not known
    bool total_is_exact = false;           ///< otherwise an estimate
    std::uint64_t reached = 0;             ///< targets
    std::uint64_t untraced = 0;            ///< targets that could not be traced
    std::uint64_t probes = 0;
    std::uint64_t replies = 0;
    std::uint64_t responders = 0;  ///< different addresses that answered
    std::uint64_t dropped = 0;     ///< answers lost in our own socket buffer
    std::uint64_t inferred = 0;    ///< hops known from other traces only
    std::uint64_t limited = 0;     ///< hops that a rate limit kept silent

    friend bool operator==(const progress&, const progress&) = default;
};

/// "12345 of 1048576 targets (1 %), 98765 probes/s, 91234 replies/s, 12 dropped, 0:03:12 left". Rates are those since
/// `before`; the time left follows from all of the run. What is not known is left out.
[[nodiscard]] std::string progress_line(const progress& now, const progress& before);

/// What came of a run, in two lines without their ends.
[[nodiscard]] std::array<std::string, 2> summary(const progress& end);

/// "1:02:03", hours first; rounded to seconds.
[[nodiscard]] std::string clock_time(duration length);

}  // namespace tracerouter::report
