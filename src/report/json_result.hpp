#pragma once

#include <string_view>

#include "report/facts.hpp"
#include "report/json_writer.hpp"
#include "report/reporter.hpp"
#include "report/text_buffer.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

// The members of schema "tracerouter.trace/1", each written into an object that is open.

/// Everything of a trace but its hops.
void write_summary(json_writer& json, const trace_result& result);

/// A hop, with what is known of its addresses.
void write_hop(json_writer& json, const hop_result& hop, const fact_lookup& facts);

/// Why there is no trace.
void write_failure(json_writer& json, const failure& failure);
/// The same as a line of that schema, behind what the buffer holds.
void write_failure_line(text_buffer& out, std::string_view schema_name, const failure& failure);

}  // namespace tracerouter::report
