#include "report/json_result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "report/hexadecimal.hpp"
#include "report/names.hpp"

namespace tracerouter::report {
namespace {

std::string_view family_of(const boost::asio::ip::address& address) {
    return address.is_v4() ? "ipv4" : "ipv6";
}

/// An address that was never learned is the unspecified one.
std::optional<boost::asio::ip::address> known(const boost::asio::ip::address& address) {
    return address.is_unspecified() ? std::nullopt : std::optional{address};
}

std::uint64_t microseconds(duration time) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

/// What decides which packets are sent, whether the user chose it or not. Only a flow that was chosen has a number.
void write_options(json_writer& json, const trace_result& result) {
    const trace_options& asked = result.options;
    json.key("options").begin_object().word("protocol", to_string(asked.protocol));
    if (asked.protocol != protocol::icmp) json.member("port", port_of(asked)).member("source_port", result.identifier);
    if (asked.flow) json.member("flow", *asked.flow);
    json.member("first_ttl", unsigned{asked.first_ttl}).member("max_ttl", unsigned{asked.max_ttl});
    json.member("queries", unsigned{asked.queries}).member("size", packet_size_of(asked, result.address.is_v6()));
    json.member("tos", unsigned{asked.tos}).member("dont_fragment", asked.dont_fragment).end_object();
}

void write_mpls(json_writer& json, const std::vector<mpls_label>& labels) {
    json.key("mpls").begin_array();
    for (const auto& entry : labels) {
        json.begin_object().member("label", entry.label).member("tc", entry.traffic_class);
        json.member("bottom", entry.bottom).member("ttl", entry.ttl).end_object();
    }
    json.end_array();
}

void write_interfaces(json_writer& json, const std::vector<interface_information>& interfaces) {
    json.key("interface").begin_array();
    for (const auto& known : interfaces) {
        json.begin_object().word("role", to_string(known.role));
        if (known.index) json.member("index", *known.index);
        if (known.address) json.member("address", *known.address);
        if (known.name) json.member("name", *known.name);
        if (known.mtu) json.member("mtu", *known.mtu);
        json.end_object();
    }
    json.end_array();
}

void write_unknown(json_writer& json, const std::vector<unknown_extension>& objects) {
    json.key("extensions").begin_array();
    for (const auto& object : objects) {
        json.begin_object().member("class", object.class_number).member("type", object.c_type);
        json.member("hex", hexadecimal(object.payload)).end_object();
    }
    json.end_array();
}

void write_address(json_writer& json, const boost::asio::ip::address& address, const fact_lookup& facts) {
    const auto& known = facts_of(facts, address);
    json.member("address", address);
    if (known.name) json.member("name", known.name);
    if (known.asn) json.member("asn", *known.asn);
    if (known.as_name) json.member("as_name", known.as_name);
    if (known.country) json.member("country", known.country);
    if (known.city) json.member("city", known.city);
}

void write_reply(json_writer& json, const reply& answer, const fact_lookup& facts) {
    write_address(json, answer.responder, facts);
    json.member("rtt_ms", answer.rtt);
    json.word("reply", to_string(answer.kind));
    if (answer.icmp_type) json.member("icmp_type", *answer.icmp_type);
    if (answer.icmp_code) json.member("icmp_code", *answer.icmp_code);
    if (answer.mtu) json.member("mtu", *answer.mtu);
    if (answer.reply_ttl) json.member("reply_ttl", *answer.reply_ttl);
    if (answer.reply_id) json.member("reply_id", *answer.reply_id);
    if (answer.ttl_quoted) json.member("ttl_quoted", *answer.ttl_quoted);
    if (answer.tos_quoted) json.member("tos_quoted", *answer.tos_quoted);
    if (answer.nat) json.member("nat", *answer.nat);
    if (answer.late) json.member("late", answer.late);
    if (answer.sent_stamp != stamp_source::kernel) json.word("sent_stamp", to_string(answer.sent_stamp));
    if (answer.received_stamp != stamp_source::kernel) json.word("received_stamp", to_string(answer.received_stamp));
    if (!answer.mpls.empty()) write_mpls(json, answer.mpls);
    if (!answer.interfaces.empty()) write_interfaces(json, answer.interfaces);
    if (!answer.extensions.empty()) write_unknown(json, answer.extensions);
    if (answer.extensions_malformed) json.member("extensions_malformed", true);
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
    json.member("source", known(result.source));
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

}  // namespace tracerouter::report
