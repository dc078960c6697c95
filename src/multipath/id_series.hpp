#pragma once

#include <cstdint>
#include <span>

#include "tracerouter/path_set.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::multipath {

/// The IP identification of one answer.
struct id_sample {
    time_point sent{};           ///< the probe
    time_point received{};       ///< the answer
    std::uint16_t id = 0;        ///< of the answer
    std::uint16_t probe_id = 0;  ///< of the probe
};

/// How a router chooses the numbers of answers from one address, in the order in which they were asked.
[[nodiscard]] ip_id_kind kind_of(std::span<const id_sample> series);

/// Whether one counter explains the answers of two addresses: in whatever order of time is certain, numbers grow, and
/// those of the same time lie close together (the monotonic bounds test of Keys, Hyun, Luckie and Claffy:
/// Internet-scale IPv4 alias resolution with MIDAR, 2013). Too few answers explain nothing.
[[nodiscard]] bool share_a_counter(std::span<const id_sample> one, std::span<const id_sample> other);
/// Whether one counter is ruled out by what was answered so far.
[[nodiscard]] bool have_two_counters(std::span<const id_sample> one, std::span<const id_sample> other);

}  // namespace tracerouter::multipath
