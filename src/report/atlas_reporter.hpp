#pragma once

#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::report {

/// Traceroute results of RIPE Atlas, one object a line, as its parsers read them: data structure version 5000,
/// https://atlas.ripe.net/docs/apis/result-format. We are no probe of theirs and no measurement: "prb_id" and "msm_id"
/// are 0, and "lts" is -1. A target without a trace has, as with them, an error in the place of its hops, and no
/// address unless it is one.
class atlas_reporter final : public reporter {
public:
    explicit atlas_reporter(sink& out, const reporter_settings& chosen = {})
        : out_{out}, asked_{chosen.trace}, ipv6_{chosen.ipv6} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;
    boost::system::error_code failure(const report::failure& failure) override;

private:
    sink& out_;
    trace_options asked_;  ///< which only traces tell themselves
    bool ipv6_;
    text_buffer line_;  ///< kept for its room
};

}  // namespace tracerouter::report
