#pragma once

#include <cstddef>
#include <utility>

#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/sink.hpp"

namespace tracerouter::report {

/// A table for each target, written when its trace has ended: one row for each responder of a hop, with the share of
/// probes that were lost, and the best, median and worst round-trip time. Columns are as wide as what stands in them;
/// where lines would be wider than the terminal, marks give way and then names.
class table_reporter final : public reporter {
public:
    struct options {
        bool names = true;
        bool color = false;
        bool continued = false;  ///< there are tables already
        std::size_t width = 0;   ///< columns of the terminal; 0: as wide as need be
        fact_lookup facts{};
    };

    table_reporter(sink& out, options chosen)
        : out_{out}, options_{std::move(chosen)}, tables_{options_.continued ? 1u : 0u} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;

private:
    sink& out_;
    options options_;
    std::size_t tables_;  ///< written so far
};

}  // namespace tracerouter::report
