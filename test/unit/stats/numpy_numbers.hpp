#pragma once

#include <cstdint>

namespace tracerouter::stats {

/// Milliseconds, as printed with three decimals.
struct expected_numbers {
    std::uint64_t count = 0;
    std::uint64_t lost = 0;
    const char* best = "";
    const char* mean = "";
    const char* geometric_mean = "";
    const char* median = "";
    const char* p95 = "";
    const char* p99 = "";
    const char* worst = "";
    const char* deviation = "";
    const char* last_difference = "";
    const char* mean_difference = "";
    const char* worst_difference = "";
    const char* jitter = "";
};

// What numpy 1.24.2 makes of the times `scripted` gives for the numbers 1 to 10,000: min, mean, exp(mean(log)),
// percentile, max, std(ddof=1); the same of the differences between neighbours neither of which is lost. Jitter by the
// recurrence of RFC 3550 over these.
inline constexpr expected_numbers numbers_of_all{9349,     651,      "20.000", "21.872", "21.728", "21.518", "22.899",
                                                 "40.841", "61.760", "3.278",  "0.689",  "1.726",  "41.609", "1.559"};
inline constexpr expected_numbers numbers_of_last_900{836,      64,       "20.001", "21.780", "21.666",
                                                      "21.538", "22.873", "34.345", "59.181", "2.886",
                                                      "0.689",  "1.510",  "38.943", "1.559"};
inline constexpr expected_numbers numbers_of_last_300{284,      16,       "20.001", "21.879", "21.749",
                                                      "21.560", "22.944", "38.529", "53.547", "3.006",
                                                      "0.689",  "1.735",  "32.756", "1.559"};
inline constexpr expected_numbers numbers_of_last_60{56,       4,        "20.183", "22.165", "22.010",
                                                     "21.696", "22.903", nullptr,  "43.488", "3.213",
                                                     "0.689",  "1.974",  "20.761", "1.497"};

}  // namespace tracerouter::stats
