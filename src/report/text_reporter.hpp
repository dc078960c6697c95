#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "report/hop_line.hpp"
#include "report/reporter.hpp"
#include "report/sink.hpp"

namespace tracerouter::report {

/// Text of traceroute(8), so that whatever reads traceroute reads this. Why a trace ended has no place in it.
///
/// The lines of a single target appear one by one as its hops become final. Of several targets, each one's block is
/// written whole when it has ended, with an empty line between blocks. Of an interrupted trace the unanswered hops at
/// its end are left out: they are not silent, their answers may be on the way. Failures are no part of the text.
class text_reporter final : public reporter {
public:
    struct options {
        bool streaming = false;  ///< there is one target only
        bool continued = false;  ///< there are blocks already
        hop_line_style style;
    };

    text_reporter(sink& out, options chosen)
        : out_{out}, options_{std::move(chosen)}, blocks_{options_.continued ? 1u : 0u} {}

    [[nodiscard]] bool wants_hops() const override { return options_.streaming; }
    boost::system::error_code hop(const heading& trace, const hop_result& hop) override;
    boost::system::error_code trace(const heading& trace, const trace_result& result) override;
    boost::system::error_code failure(const report::failure& failure) override;

private:
    void begin(std::string& text, const heading& trace);
    void append(std::string& text, const heading& trace, const hop_result& hop);

    sink& out_;
    options options_;
    std::size_t blocks_;                       ///< begun so far
    std::size_t streamed_hops_ = 0;            ///< of the current trace
    std::uint16_t tos_ = 0;                    ///< of its probes, as the last hop that quoted it saw them
    std::optional<std::uint16_t> path_mtu_{};  ///< up to its last hop where that is known
};

}  // namespace tracerouter::report
