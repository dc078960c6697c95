#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "tracerouter/monitor_result.hpp"

namespace tracerouter::stats {

/// Half the width of an interval that holds the true value in 95 of 100 cases, in standard deviations.
inline constexpr double z_of_95 = 1.96;

/// The share of `hits` among `trials` with its Wilson score interval (Wilson 1927; Brown, Cai, DasGupta: Interval
/// estimation for a binomial proportion, 2001, recommend it for small numbers). Absent without trials.
[[nodiscard]] std::optional<share_estimate> wilson_interval(std::uint64_t hits, std::uint64_t trials);

/// The rank, from 0, of the sample that the true quantile is not below in 95 of 100 cases (two-sided): the lower end of
/// the interval of order statistics, whose ranks are the Wilson interval of `quantile` times `count`.
/// `quantile` is from 0 to 1, `count` at least 1.
[[nodiscard]] std::uint64_t lower_rank(double quantile, std::uint64_t count);

}  // namespace tracerouter::stats
