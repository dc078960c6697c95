#include "report/json_parts.hpp"

#include "report/hexadecimal.hpp"
#include "tracerouter/names.hpp"

namespace tracerouter::report {
namespace {

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

}  // namespace

void write_address(json_writer& json, const boost::asio::ip::address& address, const fact_lookup& facts) {
    const auto& known = facts_of(facts, address);
    json.member("address", address);
    if (known.name) json.member("name", known.name);
    if (known.asn) json.member("asn", *known.asn);
    if (known.as_name) json.member("as_name", known.as_name);
    if (known.country) json.member("country", known.country);
    if (known.city) json.member("city", known.city);
}

void write_answer(json_writer& json, const reply& answer) {
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

void write_mpls(json_writer& json, const std::vector<mpls_label>& labels) {
    json.key("mpls").begin_array();
    for (const auto& entry : labels) {
        json.begin_object().member("label", entry.label).member("tc", entry.traffic_class);
        json.member("bottom", entry.bottom).member("ttl", entry.ttl).end_object();
    }
    json.end_array();
}

void write_common_options(json_writer& json, const trace_options& asked, const boost::asio::ip::address& target) {
    if (asked.flow) json.member("flow", *asked.flow);
    json.member("first_ttl", unsigned{asked.first_ttl}).member("max_ttl", unsigned{asked.max_ttl});
    json.member("queries", unsigned{asked.queries}).member("size", packet_size_of(asked, target.is_v6()));
    json.member("tos", unsigned{asked.tos}).member("dont_fragment", asked.dont_fragment);
}

}  // namespace tracerouter::report
