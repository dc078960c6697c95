#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "run/fresh_results.hpp"
#include "run/watched_target.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/probe_observation.hpp"
#include "tracerouter/time.hpp"
#include "view/history.hpp"

namespace tracerouter::run {

/// What a view shows of watched targets: a result and a history of each that has begun, in the order of the run.
class shown_targets {
public:
    /// What is known of a target, by its number in the run.
    using result_source = std::function<monitor_result(std::size_t number)>;

    explicit shown_targets(result_source result_of) : result_of_{std::move(result_of)} {}

    void begin(const watched_target& target);
    void observe(const watched_target& target, const probe_observation& probe);
    /// More is known of it than its probes say.
    void mark(const watched_target& target);
    /// All its counters begin anew.
    void reset(const watched_target& target, std::chrono::system_clock::time_point at);
    /// Makes results anew that need it. \param looked_at the place of the target that the user looks at
    void refresh(std::size_t looked_at, time_point now);
    /// The same of all targets.
    void refresh_all(time_point now);

    [[nodiscard]] std::span<const monitor_result> results() const noexcept { return results_.results(); }
    [[nodiscard]] std::span<const view::history> histories() const noexcept { return histories_; }

private:
    [[nodiscard]] std::size_t place_of(const watched_target& target) const;

    result_source result_of_;
    std::vector<std::size_t> numbers_;  // of those that have begun
    fresh_results results_;             // of these
    std::vector<view::history> histories_;
};

}  // namespace tracerouter::run
