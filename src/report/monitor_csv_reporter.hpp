#pragma once

#include <string_view>

#include "report/facts.hpp"
#include "report/monitor_reporter.hpp"
#include "report/monitor_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// One line per target and hop (RFC 4180, but with line feeds alone) with one value in a cell, columns as
/// monitor_csv_columns names them. A target without hops, or that could not be monitored, has one line without a TTL.
class monitor_csv_reporter final : public monitor_reporter {
public:
    explicit monitor_csv_reporter(sink& out, const monitor_settings& chosen = {}) : out_{out}, facts_{chosen.facts} {}

    boost::system::error_code summary(const monitor_result& result) override;
    boost::system::error_code failure(const report::failure& failure) override;
    /// Names the columns also where no target had a line.
    boost::system::error_code finish() override;

private:
    void begin();
    void append_hop(std::string_view about, const hop_summary& hop);

    sink& out_;
    bool headed_ = false;  ///< the output names its columns already
    fact_lookup facts_;
    text_buffer lines_;  ///< kept for its room
};

inline constexpr std::string_view monitor_csv_columns =
    "target,address,started_at,protocol,rounds,ttl,sent,decided,lost,late,duplicates,limited,refused,loss,loss_low,"
    "loss_high,"
    "last_ms,best_ms,mean_ms,median_ms,p95_ms,p99_ms,worst_ms,stddev_ms,jitter_ms,responders,responder,name,asn,"
    "as_name,country,city,error";

}  // namespace tracerouter::report
