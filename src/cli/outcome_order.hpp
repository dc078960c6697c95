#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <variant>

#include "report/reporter.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::cli {

struct finished_trace {
    report::heading heading;
    trace_result result;
};

/// A target that could not be traced, and where it was written.
struct failed_target {
    report::failure failure;
    std::string place;      ///< "FILE:LINE"; empty: on the command line
    bool may_pass = false;  ///< the resolver could not be asked
};

/// There is nothing to tell of this target: it is excluded, or was given up before anything was known.
struct nothing {};

using outcome = std::variant<nothing, finished_trace, failed_target>;

/// Which number a target has among all of them, from 0.
enum class target_number : std::size_t {};

/// Hands outcomes on: as they come, or each after those of all targets before it.
class outcome_order {
public:
    explicit outcome_order(bool in_order) : in_order_{in_order} {}

    /// Numbers the next target.
    [[nodiscard]] target_number admit() { return target_number{admitted_++}; }

    using receiver = std::function<void(target_number, outcome&&)>;

    /// Takes the outcome of one target, and gives those whose turn has come one by one.
    void take(target_number number, outcome finished, const receiver& give);

    /// Targets from the oldest whose outcome was not handed on to the youngest: what must be held back at most.
    [[nodiscard]] std::size_t span() const noexcept { return in_order_ ? admitted_ - next_ : 0; }

private:
    bool in_order_;
    std::size_t admitted_ = 0;
    std::size_t next_ = 0;  ///< number of the target whose turn it is
    std::map<std::size_t, outcome> held_back_;
};

}  // namespace tracerouter::cli
