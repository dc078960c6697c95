#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tracerouter/time.hpp"

namespace tracerouter::stats {

/// How often round-trip times of which length occurred, since the beginning and in little memory: each octave, from a
/// power of two nanoseconds to the next, is divided into 64 equal steps (log-linear, as HDR histograms are). A time
/// read from it is the middle of its step: at most 1/128 (0.8 %) off. Only octaves that occurred take memory, 272
/// octets each; there are 58.
class rtt_histogram {
public:
    /// A negative time counts as 0.
    void add(duration rtt);
    /// Adds what the other one has counted; the result is as if all had been added here.
    void merge(const rtt_histogram& other);

    /// Times counted.
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// The time of this rank among all of them, the shortest having rank 0; `rank` is below count().
    [[nodiscard]] duration at_rank(std::uint64_t rank) const;
    /// Octets of memory behind this object.
    [[nodiscard]] std::size_t memory() const noexcept { return octaves_.capacity() * sizeof(octave); }

private:
    static constexpr unsigned steps = 64;

    struct octave {
        // 0: times below 64 ns, each with a step of its own; n: from 64 ns * 2^(n-1) to twice as much.
        std::uint8_t number = 0;
        std::uint64_t count = 0;  // of all its steps
        // A step is full after four thousand million times, more than a century of a probe a second.
        std::array<std::uint32_t, steps> counts{};
    };

    octave& octave_numbered(std::uint8_t number);

    std::vector<octave> octaves_{};  // by number, ascending
    std::uint64_t count_ = 0;
};

}  // namespace tracerouter::stats
