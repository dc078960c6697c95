#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/fact_source.hpp"
#include "host/exit_code.hpp"
#include "run/config.hpp"
#include "run/monitor_report.hpp"
#include "run/report_queue.hpp"
#include "run/verdict.hpp"
#include "run/watched_target.hpp"
#include "targets/target_source.hpp"
#include "tracerouter/log.hpp"
#include "tracerouter/path_monitor.hpp"

namespace tracerouter::run {

/// A run of the program that watches its targets: begins them, passes on what is told of them, and reports what is
/// known at the end. All calls come from one thread.
class monitor_session final : watch_observer {
public:
    struct settings {
        monitor_request pattern;  ///< of all targets
        duration patience{};      ///< how long the report waits for names
        std::vector<fail_condition> fail_if;
    };

    /// What the session works with. All of it outlives the session.
    struct surroundings {
        targets::target_source& targets;
        targets::resolver& names;
        tracerouter::tracer& tracer;
        const targets::exclusion_list& excluded;
        report_queue& reports;
        enrich::fact_source* facts;  ///< null: nothing is to be known of addresses
        std::vector<monitor_report*> outputs;
        watch_observer* screen = nullptr;  ///< null: nobody looks on
        log_callback log;
        std::function<void(std::string_view)> complain;
    };

    monitor_session(settings chosen, surroundings with);

    /// Calls `finished` once, when everything is reported.
    void start(std::function<void()> finished);
    /// Ends all targets. What is known so far is reported.
    void end();
    /// The same, and the exit code says so.
    void interrupt();
    /// Results could not be written: a closed pipe has seen enough, everything else is a failure.
    void output_failed(boost::system::error_code why);

    [[nodiscard]] host::exit_code code() const { return verdict_.code(); }
    [[nodiscard]] const std::vector<std::shared_ptr<watched_target>>& targets() const { return targets_; }
    [[nodiscard]] bool looking_up() const;
    /// The last reports are on their way.
    [[nodiscard]] bool is_reporting() const { return reported_; }

private:
    void began(const watched_target& target) override;
    void seen(const watched_target& target, const probe_observation& probe) override;
    void happened(const watched_target& target, const monitor_event& event) override;
    void was_reset(const watched_target& target, const report::monitor_reset& reset) override;
    void ended(const watched_target& target, const outcome& outcome) override;

    void pull_targets();
    [[nodiscard]] bool pull_one();
    void fail(const failed_target& failed);
    void report_all();
    void report(const monitor_result& result);
    void finish_if_over();

    settings settings_;
    surroundings with_;
    watched_target::tools tools_;
    std::function<void()> finished_;
    std::vector<std::shared_ptr<watched_target>> targets_;
    std::size_t under_way_ = 0;
    verdict verdict_;
    boost::system::error_code output_error_;
    bool begun_ = false;   // all targets are pulled
    bool ending_ = false;  // nothing more is begun
    bool reported_ = false;
};

}  // namespace tracerouter::run
