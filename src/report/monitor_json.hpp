#pragma once

#include <string_view>

#include "report/facts.hpp"
#include "report/json_writer.hpp"
#include "report/monitor_reporter.hpp"
#include "tracerouter/monitor_result.hpp"

namespace tracerouter::report {

// The members of schema "tracerouter.monitor/1", each written into an object that is open. What is not known has no
// key.

/// Everything that is known of a target, hops and changes included.
void write_monitor(json_writer& json, const monitor_result& result, const fact_lookup& facts);

/// What is known of it before its first probe. The moment has nanoseconds: a session is rebuilt from it.
void write_monitor_start(json_writer& json, const monitor_start& start);

/// When its monitor ended, with nanoseconds, and how many rounds were begun by then.
void write_monitor_end(json_writer& json, const monitor_result& result);

/// What happened, without the word for it.
void write_event_details(json_writer& json, const monitor_event& event);

/// "route", "length" or "balance" for a change of the path, else "burst", "outage" or "recovery".
[[nodiscard]] std::string_view kind_of(const monitor_event& event);

}  // namespace tracerouter::report
