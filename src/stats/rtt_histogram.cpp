#include "stats/rtt_histogram.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace tracerouter::stats {
namespace {

/// The octave of a time, and which of its 64 steps.
struct place_in_octaves {
    std::uint8_t octave = 0;
    std::uint8_t step = 0;
};

place_in_octaves place_of(std::uint64_t nanoseconds) {
    constexpr int step_bits = 6;
    const auto width = static_cast<int>(std::bit_width(nanoseconds));
    if (width <= step_bits) return {0, static_cast<std::uint8_t>(nanoseconds)};
    const std::uint64_t leading = nanoseconds >> (width - step_bits - 1);
    return {static_cast<std::uint8_t>(width - step_bits), static_cast<std::uint8_t>(leading & 63)};
}

/// The middle of a step.
duration middle_of(place_in_octaves place) {
    if (place.octave == 0) return duration{place.step};
    const int shift = place.octave - 1;
    const std::uint64_t low = (64ULL + place.step) << shift;
    return duration{static_cast<duration::rep>(low + ((1ULL << shift) >> 1))};
}

void increase(std::uint32_t& count, std::uint32_t by) {
    count += std::min(by, std::numeric_limits<std::uint32_t>::max() - count);
}

}  // namespace

void rtt_histogram::add(duration rtt) {
    const auto place = place_of(static_cast<std::uint64_t>(std::max<duration::rep>(rtt.count(), 0)));
    octave& added = octave_numbered(place.octave);
    increase(added.counts[place.step], 1);
    ++added.count;
    ++count_;
}

void rtt_histogram::merge(const rtt_histogram& other) {
    for (const octave& theirs : other.octaves_) {
        octave& ours = octave_numbered(theirs.number);
        for (unsigned step = 0; step < steps; ++step) increase(ours.counts[step], theirs.counts[step]);
        ours.count += theirs.count;
    }
    count_ += other.count_;
}

duration rtt_histogram::at_rank(std::uint64_t rank) const {
    std::uint64_t below = 0;
    duration longest{};
    for (const octave& one : octaves_) {
        if (below + one.count <= rank) {
            below += one.count;
            continue;
        }
        for (unsigned step = 0; step < steps; ++step) {
            if (one.counts[step] == 0) continue;
            longest = middle_of({one.number, static_cast<std::uint8_t>(step)});
            below += one.counts[step];
            if (below > rank) return longest;
        }
    }
    return longest;
}

rtt_histogram::octave& rtt_histogram::octave_numbered(std::uint8_t number) {
    const auto found = std::ranges::lower_bound(octaves_, number, {}, &octave::number);
    if (found != octaves_.end() && found->number == number) return *found;
    return *octaves_.insert(found, octave{.number = number});
}

}  // namespace tracerouter::stats
