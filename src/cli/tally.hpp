#pragma once

#include <cstddef>

#include "cli/exit_code.hpp"
#include "report/reporter.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::cli {

/// Counts how targets ended, and knows the exit code that follows.
class tally {
public:
    void add(const trace_result& result);
    void add(const report::failure& failure);
    void set_output_failed() { output_failed_ = true; }
    void set_interrupted() { interrupted_ = true; }

    /// An interruption outdoes everything; of the others the largest code wins.
    [[nodiscard]] exit_code code() const;

private:
    std::size_t reached_ = 0;
    std::size_t not_reached_ = 0;
    std::size_t invalid_ = 0;
    std::size_t unresolved_ = 0;
    std::size_t unsent_ = 0;
    bool output_failed_ = false;
    bool interrupted_ = false;
};

}  // namespace tracerouter::cli
