#pragma once

#include "report/reporter.hpp"
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
    /// What was asked for, which only traces tell themselves.
    struct options {
        trace_options trace{};
        bool ipv6 = false;  ///< the family in which names are looked up
    };

    atlas_reporter(sink& out, const options& asked) : out_{out}, asked_{asked} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;
    boost::system::error_code failure(const report::failure& failure) override;

private:
    sink& out_;
    options asked_;
    text_buffer line_;  ///< kept for its room
};

}  // namespace tracerouter::report
