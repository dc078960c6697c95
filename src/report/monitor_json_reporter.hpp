#pragma once

#include "report/facts.hpp"
#include "report/monitor_reporter.hpp"
#include "report/monitor_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// One JSON object per target and line, schema "tracerouter.monitor/1". Numbers are numbers and keys carry their units;
/// what is not known has no key.
class monitor_json_reporter final : public monitor_reporter {
public:
    explicit monitor_json_reporter(sink& out, const monitor_settings& chosen = {}) : out_{out}, facts_{chosen.facts} {}

    boost::system::error_code summary(const monitor_result& result) override;
    boost::system::error_code failure(const report::failure& failure) override;

private:
    sink& out_;
    fact_lookup facts_;
    text_buffer line_;  ///< kept for its room
};

}  // namespace tracerouter::report
