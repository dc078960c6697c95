#pragma once

#include <string_view>

#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// One line per probe (RFC 4180, but with line feeds alone) with one value in a cell, columns as csv_columns names
/// them. A hop of which no probe was sent has a line without one. `end` says how a target ended, on its last line only:
/// a target has exactly one line with an end. One that has no hops has that line alone, without a TTL.
class csv_reporter final : public reporter {
public:
    explicit csv_reporter(sink& out, const reporter_settings& chosen = {})
        : out_{out}, headed_{chosen.continued}, facts_{chosen.facts} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;
    boost::system::error_code failure(const report::failure& failure) override;
    /// Names the columns also where no target had a line.
    boost::system::error_code finish() override;

private:
    void begin();
    void append_hop(std::string_view about, const hop_result& hop, std::string_view end);

    sink& out_;
    bool headed_;  ///< the output names its columns already
    fact_lookup facts_;
    text_buffer lines_;  ///< kept for its room
};

inline constexpr std::string_view csv_columns =
    "target,address,started_at,protocol,ttl,state,query,status,responder,rtt_ms,reply,icmp_type,icmp_code,reply_ttl,"
    "path_mtu,end,name,asn,as_name,country,city,error";

}  // namespace tracerouter::report
