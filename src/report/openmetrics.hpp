#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "report/facts.hpp"
#include "report/text_buffer.hpp"
#include "tracerouter/monitor_result.hpp"

namespace tracerouter::report {

/// How often each kind of event has happened to a target since its start. Results hold the newest events only.
struct event_counts {
    std::uint64_t route = 0;
    std::uint64_t length = 0;
    std::uint64_t balance = 0;
    std::uint64_t bursts = 0;
    std::uint64_t outages = 0;

    void count(const monitor_event& event);

    friend bool operator==(const event_counts&, const event_counts&) = default;
};

/// A target on a page of metrics.
struct metrics_target {
    const monitor_result* result;  ///< never null
    event_counts events{};
};

/// The Content-Type of a page.
inline constexpr std::string_view openmetrics_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// A page of OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec), its end included. Counters never
/// fall: a probe whose answer comes late stays among the lost ones. Targets of one name have their addresses behind it.
void append_metrics_page(text_buffer& out, std::span<const metrics_target> targets, const fact_lookup& facts);

}  // namespace tracerouter::report
