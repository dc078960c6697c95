#pragma once

#include "report/reporter.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// Traceroute results of RIPE Atlas, one object a line, as its parsers read them: data structure version 5000,
/// https://atlas.ripe.net/docs/apis/result-format. We are no probe of theirs and no measurement: "prb_id" and "msm_id"
/// are 0, and "lts" is -1. Targets without a trace have no place in it.
class atlas_reporter final : public reporter {
public:
    explicit atlas_reporter(sink& out) : out_{out} {}

    [[nodiscard]] bool wants_hops() const override { return false; }
    boost::system::error_code hop(const heading& trace, const hop_result& hop) override;
    boost::system::error_code trace(const heading& trace, const trace_result& result) override;
    boost::system::error_code failure(const report::failure& failure) override;

private:
    sink& out_;
    text_buffer line_;  ///< kept for its room
};

}  // namespace tracerouter::report
