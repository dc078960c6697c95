#pragma once

#include <cstddef>
#include <utility>

#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"

namespace tracerouter::report {

/// A table for each target, written when its trace has ended: one row for each responder of a hop, with the share of
/// probes that were lost, and the best, median and worst round-trip time. Columns are as wide as what stands in them;
/// where lines would be wider than the terminal, marks give way and then names.
class table_reporter final : public reporter {
public:
    explicit table_reporter(sink& out, reporter_settings chosen = {})
        : out_{out}, settings_{std::move(chosen)}, tables_{settings_.continued ? 1u : 0u} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;

private:
    sink& out_;
    reporter_settings settings_;
    std::size_t tables_;  ///< written so far, by earlier runs too
};

}  // namespace tracerouter::report
