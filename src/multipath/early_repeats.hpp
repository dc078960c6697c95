#pragma once

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>

#include "multipath/flow_table.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::multipath {

/// Questions that are asked again before they are given up: what takes longer than all answers so far is probably lost.
/// The first probe is still awaited.
class early_repeats {
public:
    void asked(const question& one, time_point now) { waiting_.push_back({one, now}); }
    /// An answer took so long.
    void answered(duration took) { longest_ = std::max(longest_, took); }

    /// The next one that is due, if there is one. Each is returned once.
    /// \param settled tells of a question whether nothing is awaited of it any more
    template <class Settled>
    [[nodiscard]] std::optional<question> next(time_point now, Settled settled) {
        while (!waiting_.empty() && settled(waiting_.front().what)) waiting_.pop_front();
        const auto first = due();
        if (!first || now < *first) return std::nullopt;
        const question late = waiting_.front().what;
        waiting_.pop_front();
        return late;
    }
    /// When the next one is due, as far as the last next() knew.
    [[nodiscard]] std::optional<time_point> due() const {
        if (waiting_.empty() || longest_ == duration{}) return std::nullopt;
        return waiting_.front().asked + longest_ + std::max(least_slack, longest_ / 4);
    }

private:
    static constexpr duration least_slack = std::chrono::milliseconds{20};

    struct waiting {
        question what;
        time_point asked{};
    };

    std::deque<waiting> waiting_;  // in the order of time
    duration longest_{};
};

}  // namespace tracerouter::multipath
