#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/end_rules.hpp"
#include "ordinary_path.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::sim {

/// What traces of many paths took and found.
class timing_figures {
public:
    void add(const ordinary_path& path, const trace_result& result);
    void add(const timing_figures& others);

    [[nodiscard]] std::size_t traces() const { return seconds_.size(); }
    /// Seconds from the start to the end of a trace.
    [[nodiscard]] double mean_seconds() const;
    /// \param share of the traces that took no longer, 0 to 1
    [[nodiscard]] double seconds(double share) const { return quantile(seconds_, share); }
    /// The same in round-trip times of the target.
    [[nodiscard]] double round_trips(double share) const { return quantile(round_trips_, share); }
    /// Share of the hops that could be found.
    [[nodiscard]] double hops_found() const;
    /// Share of the traces that found all of theirs.
    [[nodiscard]] double whole_paths() const;
    [[nodiscard]] double mean_probes() const;

private:
    static double quantile(std::vector<double> values, double share);

    std::vector<double> seconds_;
    std::vector<double> round_trips_;
    std::size_t whole_ = 0;
    std::size_t hops_ = 0;
    std::size_t found_ = 0;
    std::uint64_t probes_ = 0;
};

/// How the traces of a study are made.
struct timing_setting {
    engine::end_rule_numbers numbers;
    trace_options options;
};

/// Traces the ordinary paths `first` to `first + count - 1`.
[[nodiscard]] std::map<hardship, timing_figures> study(const timing_setting& setting, std::uint64_t first,
                                                       std::uint64_t count);

}  // namespace tracerouter::sim
