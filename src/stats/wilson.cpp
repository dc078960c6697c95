#include "stats/wilson.hpp"

#include <algorithm>
#include <cmath>

namespace tracerouter::stats {
namespace {

struct score_interval {
    double low = 0;
    double high = 0;
};

score_interval score_interval_of(double share, double trials) {
    const double z_squared = z_of_95 * z_of_95;
    const double shrink = 1 + z_squared / trials;
    const double centre = (share + z_squared / (2 * trials)) / shrink;
    const double spread = std::sqrt(share * (1 - share) / trials + z_squared / (4 * trials * trials));
    const double half = z_of_95 * spread / shrink;
    return {centre - half, centre + half};
}

}  // namespace

std::optional<share_estimate> wilson_interval(std::uint64_t hits, std::uint64_t trials) {
    if (trials == 0) return std::nullopt;
    const double share = static_cast<double>(hits) / static_cast<double>(trials);
    const auto [low, high] = score_interval_of(share, static_cast<double>(trials));
    // At the ends rounding leaves something like 1e-18 of what is exactly 0 or 1.
    return share_estimate{.share = share, .low = hits == 0 ? 0 : low, .high = hits == trials ? 1 : high};
}

std::uint64_t lower_rank(double quantile, std::uint64_t count) {
    const auto samples = static_cast<double>(count);
    const double rank = std::floor(samples * score_interval_of(quantile, samples).low);
    return std::min(static_cast<std::uint64_t>(std::max(rank, 0.0)), count - 1);
}

}  // namespace tracerouter::stats
