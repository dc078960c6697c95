#pragma once

#include <cstdint>

#include "host/exit_code.hpp"
#include "report/progress.hpp"
#include "report/reporter.hpp"
#include "targets/address_set.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

/// How many targets ended in which way, and what else is counted of their traces.
struct tally_counts {
    std::uint64_t reached = 0;
    std::uint64_t not_reached = 0;  ///< for what the network did
    std::uint64_t invalid = 0;
    std::uint64_t unresolved = 0;
    std::uint64_t unsent = 0;    ///< for what this host did
    std::uint64_t inferred = 0;  ///< hops
    std::uint64_t limited = 0;   ///< hops

    [[nodiscard]] std::uint64_t untraced() const { return invalid + unresolved + unsent; }
    [[nodiscard]] std::uint64_t targets() const { return reached + not_reached + untraced(); }

    friend bool operator==(const tally_counts&, const tally_counts&) = default;
};

/// The exit code that follows from them: of several the largest wins.
[[nodiscard]] host::exit_code code_of(const tally_counts& counts);

/// Counts how targets ended, and knows the exit code that follows.
class tally {
public:
    void add(const trace_result& result);
    void add(const report::failure& failure);
    /// A target that is left to the run that goes on from this one.
    void leave_undone(report::failure_kind kind);
    [[nodiscard]] bool leaves_undone() const { return undone_.targets() > 0; }
    /// Counts the different addresses that answer, too, which takes memory for each of them.
    void count_responders() { counts_responders_ = true; }
    /// Goes on from where another run has come.
    void resume(const tally_counts& before);

    void set_output_failed() { output_failed_ = true; }
    void set_interrupted() { interrupted_ = true; }

    /// An interruption outdoes everything; of the others the largest code wins.
    [[nodiscard]] host::exit_code code() const;

    [[nodiscard]] const tally_counts& counts() const { return counts_; }

    /// Adds what is counted here.
    void add_to(report::progress& now) const;

private:
    void add(const hop_result& hop);

    tally_counts counts_;
    tally_counts undone_;
    std::uint64_t done_before_ = 0;  ///< targets
    std::uint64_t responders_ = 0;   ///< addresses
    targets::address_set known_responders_;
    bool counts_responders_ = false;
    bool output_failed_ = false;
    bool interrupted_ = false;
};

}  // namespace tracerouter::run
