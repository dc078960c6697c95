#pragma once

#include <boost/asio/ip/address.hpp>

#include <string>

#include "report/monitor_reporter.hpp"
#include "report/monitor_settings.hpp"
#include "report/sink.hpp"

namespace tracerouter::report {

/// The report of mtr 0.95 (`mtr --report --report-wide`), column for column, so that programs that read that read this:
///
///     Start: 2026-11-29T10:00:00+0000
///     HOST: here          Loss%   Snt   Last   Avg  Best  Wrst StDev
///       1.|-- 198.18.1.1   0.0%    10    1.1   1.2   1.1   1.4   0.1
///            [MPLS: Lbl 24003 TC 0 S 1 TTL 1]
///       2.|-- ???         100.0    10      -     -     -     -     -
///       3.|-- 198.18.2.2   0.0%    10    4.1   4.1   4.1   4.2   0.0
///             198.18.2.1
///
/// With AS numbers " 1. AS64500  198.18.1.1" stands where " 1.|-- 198.18.1.1" does, as with `mtr --aslookup`; they are
/// shown if one is known. Different from mtr: a value that was not measured is "-" and not 0.0, the time is always UTC,
/// labels and further responders need no option and have no blanks behind them.
class monitor_text_reporter final : public monitor_reporter {
public:
    explicit monitor_text_reporter(sink& out, const monitor_settings& chosen = {});

    boost::system::error_code summary(const monitor_result& result) override;

private:
    sink& out_;
    monitor_settings chosen_;
};

}  // namespace tracerouter::report
