#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "tracerouter/monitor_result.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::run {

/// Results of targets for a view. Results take time to make, so one is made anew only if more is known of its target:
/// at once if the user looks at it, else once a second, since it is one line among many. Reads no clock.
class fresh_results {
public:
    /// What is known of the target at a place.
    using maker = std::function<monitor_result(std::size_t place)>;

    void insert(std::size_t place, monitor_result first);
    /// More is known of that target.
    void mark(std::size_t place) { ages_[place].stale = true; }
    /// The same, and the next refresh() makes the result.
    void mark_due(std::size_t place) { ages_[place] = {.stale = true}; }
    /// The same of all targets.
    void mark_all();
    /// Makes results anew. \param looked_at the place of the target that the user looks at
    void refresh(std::size_t looked_at, time_point now, const maker& make);
    /// Keeps the first so many.
    void shrink(std::size_t count);

    [[nodiscard]] std::size_t size() const noexcept { return results_.size(); }
    [[nodiscard]] std::span<const monitor_result> results() const noexcept { return results_; }

private:
    struct age {
        bool stale = false;    // more is known than the result holds
        time_point made_at{};  // by the clock of refresh(); the beginning of time: it is due
    };

    std::vector<age> ages_;
    std::vector<monitor_result> results_;
};

}  // namespace tracerouter::run
