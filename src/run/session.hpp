#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "host/exit_code.hpp"
#include "report/progress.hpp"
#include "report/reporter.hpp"
#include "run/done_set.hpp"
#include "run/done_targets.hpp"
#include "run/outcome.hpp"
#include "run/outcome_delivery.hpp"
#include "run/outcome_recorder.hpp"
#include "run/report_queue.hpp"
#include "run/tally.hpp"
#include "run/target_intake.hpp"
#include "run/target_task.hpp"
#include "run/targets_under_way.hpp"
#include "run/trace_service.hpp"
#include "targets/exclusion_list.hpp"
#include "targets/resolver.hpp"
#include "targets/target_source.hpp"
#include "tracerouter/log.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::run {

/// One run of the program, from the first target to the last report. It joins its parts: the intake begins targets,
/// those under way tell their outcomes, and these are delivered to the recorder. Everything ends here, too. All calls
/// come from one thread.
class session final : task_observer {
public:
    struct settings {
        trace_options trace = {};
        bool queries_chosen = false;
        std::size_t window = 1;      ///< targets under way at once
        bool all_addresses = false;  ///< of names: each is a trace of its own
        bool in_order = false;       ///< some thousands of outcomes are held back for it
        bool count_responders = false;
        std::uint8_t hidden_hops = 0;  ///< lower TTLs are not reported
        duration hop_patience{};       ///< how long formats that want single hops wait for names
        duration trace_patience{};     ///< how long all others do
    };

    /// What the session works with. All of it outlives the session.
    struct surroundings {
        targets::target_source& targets;
        targets::resolver& names;
        trace_service& tracer;
        const targets::exclusion_list& excluded;
        report_queue& reports;
        std::function<std::unique_ptr<report::reporter>(bool single_target)> make_reporter;
        std::function<bool()> output_has_room;  ///< after false, output_changed() is called
        done_set* done = nullptr;               ///< kept up to date, and left out: the run can be resumed
        log_callback log;
        std::function<void(std::string_view)> complain;
    };

    session(const settings& chosen, surroundings with);

    /// Calls `finished` once, when everything is reported. How many targets there are must be known before the first
    /// probe: it decides on the number of queries and on the manner of the report.
    void start(std::function<void()> finished);

    /// Ends all traces; they are reported with the hops known so far.
    void interrupt();

    /// Results can be taken again, or could not be written. May be called after the end, too.
    void output_changed(boost::system::error_code error);

    /// The tracer takes targets again.
    void tracer_has_room() { intake_.fill(); }

    [[nodiscard]] host::exit_code code() const { return tally_.code(); }

    /// Goes on from where another run has come. Only before the start.
    void resume(const tally_counts& before) { tally_.resume(before); }

    /// Ends all traces for a reason that is no fault of theirs.
    void give_up(std::string_view why);

    /// Whether there is nothing left that another run could do.
    [[nodiscard]] bool complete() const {
        return intake_.exhausted() && !intake_.stopped() && is_idle() && !tally_.leaves_undone();
    }

    [[nodiscard]] const tally_counts& counts() const { return tally_.counts(); }

    /// Adds how far it has come, as far as outcomes show it.
    void add_to(report::progress& now) const;

    /// Look-ups are still under way. They cannot be recalled.
    [[nodiscard]] bool looking_up() const { return under_way_.looking_up(); }

private:
    void looked_up() override;
    void hop(const report::heading& trace, const hop_result& hop) override;
    void done(trace_number number, outcome finished) override;

    void begin_tracing();
    void stop_writing(boost::system::error_code why);
    void stop();
    [[nodiscard]] bool is_idle() const { return under_way_.empty() && with_.reports.empty(); }
    void finish_if_done();

    settings settings_;
    surroundings with_;
    std::function<void()> finished_;
    tally tally_;
    done_targets done_;
    targets_under_way under_way_;
    outcome_recorder recorder_;
    outcome_delivery outcomes_;
    target_intake intake_;
};

}  // namespace tracerouter::run
