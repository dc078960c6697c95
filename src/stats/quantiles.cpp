#include "stats/quantiles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "stats/wilson.hpp"

namespace tracerouter::stats {
namespace {

/// A percentile of a summary, and how many samples it takes to say anything of it.
struct quantile_rule {
    double quantile = 0;
    std::uint64_t least_samples = 0;
    std::optional<duration> rtt_summary::*value = nullptr;
    std::optional<duration> rtt_summary::*low = nullptr;
};

constexpr std::array quantile_rules{
    quantile_rule{0.5, 1, &rtt_summary::median, &rtt_summary::median_low},
    quantile_rule{0.95, 20, &rtt_summary::p95, &rtt_summary::p95_low},
    quantile_rule{0.99, 100, &rtt_summary::p99, &rtt_summary::p99_low},
};

/// The two ranks between which a percentile lies, and how far from the first to the second.
struct rank_between {
    std::uint64_t below = 0;
    std::uint64_t above = 0;
    double fraction = 0;
};

rank_between rank_of(double quantile, std::uint64_t count) {
    const double rank = quantile * static_cast<double>(count - 1);
    const auto below = static_cast<std::uint64_t>(rank);
    return {below, std::min(below + 1, count - 1), rank - static_cast<double>(below)};
}

template <class AtRank>
void set_quantiles(rtt_summary& summary, std::uint64_t count, AtRank at_rank) {
    for (const quantile_rule& rule : quantile_rules) {
        if (count < rule.least_samples) return;
        const auto [below, above, fraction] = rank_of(rule.quantile, count);
        const duration low = at_rank(below);
        const auto step = static_cast<double>((at_rank(above) - low).count());
        summary.*rule.value = low + duration{std::llround(step * fraction)};
        summary.*rule.low = at_rank(lower_rank(rule.quantile, count));
    }
}

/// Brings the samples that are read to their ranks; those between them stay as they are. Much less work than sorting.
void bring_to_ranks(std::vector<duration>& samples) {
    std::vector<std::uint64_t> ranks;
    for (const quantile_rule& rule : quantile_rules) {
        if (samples.size() < rule.least_samples) break;
        const auto [below, above, fraction] = rank_of(rule.quantile, samples.size());
        ranks.insert(ranks.end(), {below, above, lower_rank(rule.quantile, samples.size())});
    }
    std::ranges::sort(ranks);
    auto begin = samples.begin();
    for (const std::uint64_t rank : ranks) {
        const auto wanted = samples.begin() + static_cast<std::ptrdiff_t>(rank);
        if (wanted < begin) continue;
        std::ranges::nth_element(begin, wanted, samples.end());
        begin = wanted + 1;
    }
}

}  // namespace

void fill_quantiles(rtt_summary& summary, std::vector<duration>& samples) {
    bring_to_ranks(samples);
    set_quantiles(summary, samples.size(), [&](std::uint64_t rank) { return samples[rank]; });
}

void fill_quantiles(rtt_summary& summary, const rtt_histogram& histogram) {
    set_quantiles(summary, histogram.count(), [&](std::uint64_t rank) {
        return std::clamp(histogram.at_rank(rank), summary.best.value_or(duration{}),
                          summary.worst.value_or(duration::max()));
    });
}

}  // namespace tracerouter::stats
