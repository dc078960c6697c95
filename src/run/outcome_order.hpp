#pragma once

#include <cstddef>
#include <functional>
#include <map>

#include "run/outcome.hpp"

namespace tracerouter::run {

/// Hands outcomes on: as they come, or each after those of all targets before it.
class outcome_order {
public:
    explicit outcome_order(bool in_order) : in_order_{in_order} {}

    /// Numbers the next target.
    [[nodiscard]] target_number admit() { return target_number{admitted_++}; }

    /// Says that a target has so many outcomes, not one: that of each address, in their order. Before any of them.
    void expect(target_number target, std::size_t outcomes);

    using receiver = std::function<void(trace_number, outcome&&)>;

    /// Takes an outcome, and gives those whose turn has come one by one.
    void take(trace_number number, outcome finished, const receiver& give);

    /// Targets from the oldest whose outcome was not handed on to the youngest: what must be held back at most.
    [[nodiscard]] std::size_t span() const noexcept {
        return in_order_ ? admitted_ - static_cast<std::size_t>(next_.target) : 0;
    }

private:
    void pass_on();

    bool in_order_;
    std::size_t admitted_ = 0;
    trace_number next_;                              ///< whose turn it is
    std::map<target_number, std::size_t> expected_;  ///< outcomes of targets that have not one
    std::map<trace_number, outcome> held_back_;
};

}  // namespace tracerouter::run
