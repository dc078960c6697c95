#pragma once

#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>
#include <string_view>

#include "report/reporter.hpp"
#include "run/done_targets.hpp"
#include "run/outcome.hpp"
#include "run/tally.hpp"
#include "tracerouter/log.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

/// Records outcomes whose turn has come: they are written in the format of the run, counted, and noted as done, and the
/// user is told what went wrong. After the first write that fails nothing more is recorded.
class outcome_recorder {
public:
    /// What it works with. All of it outlives the recorder.
    struct surroundings {
        tally& counts;
        done_targets& done;
        bool all_addresses = false;  ///< of names, so that messages need the address, too
        log_callback log;
        std::function<void(std::string_view)> complain;
        std::function<void(boost::system::error_code)> on_write_error;  ///< called for the first one
    };

    explicit outcome_recorder(surroundings with);

    /// Before anything is recorded.
    void set_format(std::unique_ptr<report::reporter> format) { format_ = std::move(format); }

    /// Whether hops are to be recorded before their trace has ended.
    [[nodiscard]] bool wants_hops() const { return format_->wants_hops(); }

    void record_hop(const report::heading& trace, const hop_result& hop);
    void record(trace_number number, const outcome& ended);

    /// The run has no target, which is a mistake of the user.
    void record_empty_run();

    /// All is recorded. There is no format if the run ended before it began.
    void finish();

    /// Takes the result of a write, also of one that was made elsewhere.
    void note_write(boost::system::error_code written);

private:
    // Each says whether the target is done: no other run needs to trace it.
    bool record_outcome(trace_number number, const outcome& ended);
    bool record_trace(target_number number, const trace_result& result);
    bool record_failure(const failed_target& failed);

    void explain_unreached(const trace_result& result) const;

    surroundings with_;
    std::unique_ptr<report::reporter> format_;
    bool write_failed_ = false;
};

}  // namespace tracerouter::run
