#pragma once

#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// One JSON object per line for each target, of schema "tracerouter.paths/1" (docs/schema/paths-1.schema.json).
class paths_json_reporter final : public reporter {
public:
    explicit paths_json_reporter(sink& out, const reporter_settings& chosen = {}) : out_{out}, facts_{chosen.facts} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;
    boost::system::error_code failure(const report::failure& failure) override;

private:
    sink& out_;
    fact_lookup facts_;
    text_buffer line_;  ///< kept for its room
};

}  // namespace tracerouter::report
