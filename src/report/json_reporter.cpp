#include "report/json_reporter.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "report/hexadecimal.hpp"
#include "report/json_writer.hpp"
#include "report/names.hpp"

namespace tracerouter::report {
namespace {

constexpr std::string_view schema = "tracerouter.trace/1";

std::string_view family_of(const boost::asio::ip::address& address) {
    return address.is_v4() ? "ipv4" : "ipv6";
}

/// An address that was never learned is the unspecified one.
std::optional<boost::asio::ip::address> known(const boost::asio::ip::address& address) {
    return address.is_unspecified() ? std::nullopt : std::optional{address};
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
        json.begin_object().key("role").word(name_of(known.role));
        if (known.index) json.member("index", known.index);
        if (known.address) json.member("address", *known.address);
        if (known.name) json.member("name", *known.name);
        if (known.mtu) json.member("mtu", known.mtu);
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

void write_reply(json_writer& json, const reply& answer) {
    json.member("address", answer.responder).member("rtt_ms", answer.rtt);
    json.key("reply").word(name_of(answer.kind));
    if (answer.icmp_type) json.member("icmp_type", answer.icmp_type);
    if (answer.icmp_code) json.member("icmp_code", answer.icmp_code);
    if (answer.mtu) json.member("mtu", answer.mtu);
    if (answer.reply_ttl) json.member("reply_ttl", answer.reply_ttl);
    if (answer.ttl_quoted) json.member("ttl_quoted", answer.ttl_quoted);
    if (answer.tos_quoted) json.member("tos_quoted", answer.tos_quoted);
    json.member("nat", answer.nat);
    if (answer.late) json.member("late", answer.late);
    if (answer.sent_stamp != stamp_source::kernel) json.key("sent_stamp").word(name_of(answer.sent_stamp));
    if (answer.received_stamp != stamp_source::kernel) json.key("received_stamp").word(name_of(answer.received_stamp));
    if (!answer.mpls.empty()) write_mpls(json, answer.mpls);
    if (!answer.interfaces.empty()) write_interfaces(json, answer.interfaces);
    if (!answer.extensions.empty()) write_unknown(json, answer.extensions);
    if (answer.extensions_malformed) json.member("extensions_malformed", true);
}

void write_probe(json_writer& json, const probe_result& probe) {
    json.begin_object().member("query", probe.query).key("status").word(name_of(probe.status));
    if (probe.reply) write_reply(json, *probe.reply);
    if (probe.send_error) json.member("error", probe.send_error.message());
    json.end_object();
}

void write_hop(json_writer& json, const hop_result& hop) {
    json.begin_object().member("ttl", hop.ttl).key("state").word(name_of(hop.state));
    if (hop.inferred_address) json.member("address", *hop.inferred_address);
    if (hop.path_mtu) json.member("path_mtu", hop.path_mtu);
    json.key("probes").begin_array();
    for (const auto& probe : hop.probes) write_probe(json, probe);
    json.end_array().end_object();
}

void write_summary(json_writer& json, const trace_result& result) {
    json.member("target", result.target).member("address", result.address);
    json.member("source", known(result.source));
    json.key("family").word(family_of(result.address)).key("protocol").word(name_of(result.protocol));
    json.member("started_at", result.started_at).member("duration_ms", result.elapsed);
    json.member("reached", result.reached).member("distance", result.distance);
    json.key("stop_reason").word(name_of(result.stop));
    json.member("probes_sent", result.probes_sent).member("replies", result.replies);
    json.member("late", result.late).member("duplicates", result.duplicates).member("foreign", result.foreign);
    if (result.malformed_extensions > 0) json.member("malformed_extensions", result.malformed_extensions);
    json.member("receive_drops", result.receive_drops).key("clock").word(name_of(result.clock));
}

}  // namespace

boost::system::error_code json_reporter::hop(const heading&, const hop_result&) {
    return {};
}

boost::system::error_code json_reporter::trace(const heading&, const trace_result& result) {
    line_.clear();
    json_writer json{line_};
    json.begin_object().key("schema").word(schema);
    write_summary(json, result);
    json.key("hops").begin_array();
    for (const auto& hop : result.hops) write_hop(json, hop);
    json.end_array().end_object();
    return out_.write(line_.append('\n').text());
}

boost::system::error_code json_reporter::failure(const report::failure& failure) {
    line_.clear();
    json_writer json{line_};
    json.begin_object().key("schema").word(schema).member("target", failure.target);
    json.key("error").begin_object().key("code").word(name_of(failure.kind)).member("message", failure.message);
    json.end_object().end_object();
    return out_.write(line_.append('\n').text());
}

}  // namespace tracerouter::report
