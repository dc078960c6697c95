#pragma once

#include <boost/system/error_code.hpp>

#include <string>
#include <vector>

#include "host/exit_code.hpp"
#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "run/config.hpp"
#include "run/tally.hpp"
#include "tracerouter/monitor_result.hpp"

namespace tracerouter::run {

/// How a run that watches ends: what became of its targets, and whether a condition held.
class verdict {
public:
    /// The last result of a target.
    /// \return the conditions that hold, as they were typed
    std::vector<std::string> add(const monitor_result& result, const std::vector<fail_condition>& conditions,
                                 const report::fact_lookup& facts);
    void add(const report::failure& failure) { tally_.add(failure); }
    /// Nothing has become of any target.
    [[nodiscard]] bool empty() const { return tally_.counts().targets() == 0; }
    void set_interrupted() { tally_.set_interrupted(); }
    /// What could not be written, if there is an error; whoever closes a pipe has seen enough.
    /// \return whether it is a failure
    bool output_failed(boost::system::error_code why);

    [[nodiscard]] host::exit_code code() const;

private:
    tally tally_;
    bool condition_held_ = false;
};

}  // namespace tracerouter::run
