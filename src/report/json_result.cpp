#include "report/json_result.hpp"

#include <chrono>
#include <cstdint>

#include "report/json_parts.hpp"
#include "report/names.hpp"

namespace tracerouter::report {
namespace {

std::uint64_t microseconds(duration time) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

/// What decides which packets are sent, whether the user chose it or not. Only a flow that was chosen has a number.
void write_options(json_writer& json, const trace_result& result) {
    const trace_options& asked = result.options;
    json.key("options").begin_object().word("protocol", to_string(asked.protocol));
    if (asked.protocol != protocol::icmp) json.member("port", port_of(asked)).member("source_port", result.identifier);
    write_common_options(json, asked, result.address);
    json.end_object();
}

void write_reply(json_writer& json, const reply& answer, const fact_lookup& facts) {
    write_address(json, answer.responder, facts);
    json.member("rtt_ms", answer.rtt);
    write_answer(json, answer);
}

void write_probe(json_writer& json, const probe_result& probe, const fact_lookup& facts) {
    json.begin_object().member("query", probe.query).word("status", to_string(probe.status));
    if (probe.sent_after) json.member("sent_at_us", microseconds(*probe.sent_after));
    if (probe.reply) write_reply(json, *probe.reply, facts);
    if (probe.send_error) json.member("error", probe.send_error.message());
    json.end_object();
}

}  // namespace

void write_hop(json_writer& json, const hop_result& hop, const fact_lookup& facts) {
    json.member("ttl", hop.ttl).word("state", to_string(hop.state));
    if (hop.inferred_address) write_address(json, *hop.inferred_address, facts);
    if (hop.path_mtu) json.member("path_mtu", *hop.path_mtu);
    json.key("probes").begin_array();
    for (const auto& probe : hop.probes) write_probe(json, probe, facts);
    json.end_array();
}

void write_summary(json_writer& json, const trace_result& result) {
    json.member("target", result.target).member("address", result.address);
    json.member("source", known_address(result.source));
    json.word("family", family_of(result.address)).word("protocol", to_string(result.protocol));
    write_options(json, result);
    json.member("started_at", result.started_at).member("duration_ms", result.elapsed);
    json.member("reached", result.reached).member("distance", result.distance);
    json.word("stop_reason", to_string(result.stop));
    json.member("probes_sent", result.probes_sent).member("replies", result.replies);
    json.member("late", result.late).member("duplicates", result.duplicates).member("foreign", result.foreign);
    if (result.malformed_extensions > 0) json.member("malformed_extensions", result.malformed_extensions);
    json.member("receive_drops", result.receive_drops).word("clock", to_string(result.clock));
}

void write_failure(json_writer& json, const failure& failure) {
    json.member("target", failure.target);
    if (failure.address) json.member("address", failure.address);
    json.key("error").begin_object().word("code", to_string(failure.kind)).member("message", failure.message);
    json.end_object();
}

void write_failure_line(text_buffer& out, std::string_view schema_name, const failure& failure) {
    json_writer json{out};
    json.begin_object().word("schema", schema_name);
    write_failure(json, failure);
    json.end_object();
    out.append('\n');
}

}  // namespace tracerouter::report
