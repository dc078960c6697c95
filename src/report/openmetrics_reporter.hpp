#pragma once

#include <boost/asio/ip/address.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/facts.hpp"
#include "report/monitor_reporter.hpp"
#include "report/monitor_settings.hpp"
#include "report/openmetrics.hpp"
#include "report/sink.hpp"

namespace tracerouter::report {

/// A page of metrics. Each finish() writes it anew, of the targets that had a summary() since the last one; whoever
/// calls replaces the page before.
class openmetrics_reporter final : public monitor_reporter {
public:
    explicit openmetrics_reporter(sink& out, const monitor_settings& chosen = {}) : out_{out}, facts_{chosen.facts} {}

    boost::system::error_code happened(const heading& of, const monitor_event& event) override;
    boost::system::error_code summary(const monitor_result& result) override;
    boost::system::error_code finish() override;

private:
    /// Target as written, and its address.
    using target_key = std::pair<std::string, boost::asio::ip::address>;

    sink& out_;
    fact_lookup facts_;
    std::map<target_key, event_counts> events_;  ///< since the start
    std::vector<monitor_result> results_;        ///< of the page that is being made
};

}  // namespace tracerouter::report
