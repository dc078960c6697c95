#pragma once

#include <vector>

#include "stats/rtt_histogram.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::stats {

// Both set the median, p95, p99 and the lower ends of their intervals, as far as there are enough samples: 1, 20 and
// 100. A percentile between two samples is interpolated between them (method 7 of Hyndman and Fan, the default of
// numpy and R).

/// From the samples themselves, exactly. They are left in another order.
void fill_quantiles(rtt_summary& summary, std::vector<duration>& samples);

/// From a histogram: at most 0.8 % off, and never outside `summary.best` and `summary.worst`, which are set already.
void fill_quantiles(rtt_summary& summary, const rtt_histogram& histogram);

}  // namespace tracerouter::stats
