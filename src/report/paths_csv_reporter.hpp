#pragma once

#include <string_view>

#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// One line per link (RFC 4180, but with line feeds alone), columns as paths_csv_columns names them. A silent place has
/// a number in place of an address: `*3`. `end` says how a target ended, on its last line only. A target without links
/// has that line alone.
class paths_csv_reporter final : public reporter {
public:
    explicit paths_csv_reporter(sink& out, const reporter_settings& chosen = {})
        : out_{out}, headed_{chosen.continued} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;
    boost::system::error_code failure(const report::failure& failure) override;
    /// Names the columns also where no target had a line.
    boost::system::error_code finish() override;

private:
    void begin();

    sink& out_;
    bool headed_;        ///< the output names its columns already
    text_buffer lines_;  ///< kept for its room
};

inline constexpr std::string_view paths_csv_columns =
    "target,address,started_at,protocol,ttl,from,to,flows,per_packet,incomplete,inferred,confidence,end,error";

}  // namespace tracerouter::report
