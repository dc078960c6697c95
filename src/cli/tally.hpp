#pragma once

#include <cstddef>

#include "cli/exit_code.hpp"
#include "report/progress.hpp"
#include "report/reporter.hpp"
#include "resolve/address_set.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::cli {

/// Counts how targets ended, and knows the exit code that follows.
class tally {
public:
    void add(const trace_result& result);
    void add(const report::failure& failure);
    /// Counts the different addresses that answer, too, which takes memory for each of them.
    void count_responders() { counts_responders_ = true; }
    void set_output_failed() { output_failed_ = true; }
    void set_interrupted() { interrupted_ = true; }

    /// An interruption outdoes everything; of the others the largest code wins.
    [[nodiscard]] exit_code code() const;

    /// Adds what is counted here.
    void tell(report::progress& now) const;

private:
    void add(const hop_result& hop);

    std::size_t reached_ = 0;
    std::size_t not_reached_ = 0;
    std::size_t invalid_ = 0;
    std::size_t unresolved_ = 0;
    std::size_t unsent_ = 0;
    std::size_t inferred_ = 0;    ///< hops
    std::size_t limited_ = 0;     ///< hops
    std::size_t responders_ = 0;  ///< addresses
    resolve::address_set known_responders_;
    bool counts_responders_ = false;
    bool output_failed_ = false;
    bool interrupted_ = false;
};

}  // namespace tracerouter::cli
