#include "run/replay_report.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "host/program_log.hpp"
#include "run/facts.hpp"
#include "run/monitor_output.hpp"
#include "run/replayed_targets.hpp"
#include "run/report_queue.hpp"
#include "run/result_parts.hpp"
#include "run/verdict.hpp"

namespace tracerouter::run {
namespace {

std::vector<monitor_result> results_of(const session_log& session) {
    replayed_targets known;
    session_log::place place;
    session_entry entry;
    while (session.read(place, entry)) known.take(session, entry);
    known.finish();
    std::vector<monitor_result> out;
    for (std::size_t target = 0; target < known.size(); ++target) out.push_back(known.last_result(session, target));
    return out;
}

/// Writes reports when the names of their addresses are known.
class session_report {
public:
    session_report(boost::asio::io_context& context, const config& config, replay_files& files)
        : context_{context},
          config_{config},
          facts_{files.facts.get()},
          reports_{context.get_executor(), facts_},
          output_{context.get_executor(),
                  std::move(files.output),
                  config.output,
                  monitor_format_of(config.monitor),
                  monitor_settings_of(config, facts_in(facts_)),
                  config.hidden_hops,
                  [this](boost::system::error_code error) { output_failed(error); }} {
        if (facts_ != nullptr) facts_->on_settled([this] { reports_.settled(); });
    }

    host::exit_code write(const std::vector<monitor_result>& results) {
        for (const monitor_result& result : results) {
            verdict_.add(result, config_.monitor.fail_if, facts_in(facts_));
            reports_.add(addresses_of(result), config_.dns_timeout,
                         [this, &result] { output_.report().summary(result); });
        }
        reports_.on_empty([this] { context_.stop(); });
        if (!reports_.empty()) context_.run();
        output_.report().finish();
        output_failed(output_.close());
        return verdict_.code();
    }

private:
    // A file fails when it is written, and when it is closed.
    void output_failed(boost::system::error_code why) {
        if (verdict_.output_failed(why) && !std::exchange(told_, true))
            host::complain("results cannot be written: " + why.message());
    }

    boost::asio::io_context& context_;
    const config& config_;
    enrich::fact_finder* facts_;
    report_queue reports_;
    verdict verdict_;
    bool told_ = false;
    monitor_output output_;
};

}  // namespace

host::exit_code report_session(boost::asio::io_context& context, const config& config, replay_files& files,
                               const session_log& session) {
    const auto results = results_of(session);
    session_report report{context, config, files};
    return report.write(results);
}

}  // namespace tracerouter::run
