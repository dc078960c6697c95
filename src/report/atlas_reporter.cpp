#include "report/atlas_reporter.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "report/json_writer.hpp"
#include "tracerouter/mapped_address.hpp"

namespace tracerouter::report {
namespace {

std::string_view name_of_protocol(protocol used) {
    switch (used) {
        case protocol::icmp: return "ICMP";
        case protocol::udp: return "UDP";
        case protocol::tcp: return "TCP";
    }
    return {};
}

std::uint64_t unix_seconds(std::chrono::system_clock::time_point moment) {
    const auto passed = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch()).count();
    return static_cast<std::uint64_t>(passed);
}

/// Codes of destination unreachable that have a letter; the others are written as numbers.
std::string_view error_letter(bool ipv4, std::uint16_t code) {
    constexpr std::string_view of_ipv4 = "NHPp";
    constexpr std::string_view of_ipv6 = "NAhHp";
    const bool prohibited = ipv4 && (code == 9 || code == 10 || code == 13);
    if (prohibited) return "A";
    const auto letters = ipv4 ? of_ipv4 : of_ipv6;
    return code < letters.size() ? letters.substr(code, 1) : std::string_view{};
}

constexpr std::uint16_t destination_unreachable(bool ipv4) {
    return ipv4 ? 3 : 1;
}

void write_error(json_writer& json, const reply& answer) {
    // That nobody listens is what UDP probes are sent for.
    if (!is_refusal(answer.kind) || answer.arrived || !answer.icmp_code) return;
    const bool ipv4 = answer.responder.is_v4();
    const auto letter = error_letter(ipv4, *answer.icmp_code);
    if (letter.empty() || answer.icmp_type.value_or(destination_unreachable(ipv4)) != destination_unreachable(ipv4)) {
        json.member("err", answer.icmp_code);
    } else {
        json.word("err", letter);
    }
}

/// RFC 4950: class 1, type 1.
void write_labels(json_writer& json, const std::vector<mpls_label>& labels) {
    constexpr unsigned one = 1;
    json.key("icmpext").begin_object().member("version", 2u).member("rfc4884", one).key("obj").begin_array();
    json.begin_object().member("class", one).member("type", one).key("mpls").begin_array();
    for (const auto& entry : labels) {
        json.begin_object().member("exp", entry.traffic_class).member("label", entry.label);
        json.member("s", static_cast<unsigned>(entry.bottom)).member("ttl", entry.ttl).end_object();
    }
    json.end_array().end_object().end_array().end_object();
}

void write_reply(json_writer& json, const reply& answer) {
    json.member("from", answer.responder);
    if (answer.reply_ttl) json.member("ttl", answer.reply_ttl);
    json.member("rtt", answer.rtt);
    write_error(json, answer);
    if (answer.mtu) json.member("mtu", answer.mtu);
    if (answer.ttl_quoted.value_or(1) != 1) json.member("ittl", answer.ttl_quoted);
    if (answer.kind == reply_kind::syn_ack) json.word("flags", "SA");
    if (answer.kind == reply_kind::reset) json.word("flags", "R");
    if (!answer.mpls.empty()) write_labels(json, answer.mpls);
}

void write_probe(json_writer& json, const probe_result& probe) {
    if (probe.status == probe_status::unsent) return;
    json.begin_object();
    if (probe.reply) {
        write_reply(json, *probe.reply);
    } else if (probe.send_error) {
        json.member("error", "sendto failed: " + probe.send_error.message());
    } else {
        json.word("x", "*");
    }
    json.end_object();
}

void write_origin(json_writer& json) {
    json.member("fw", 5000u).member("lts", -1).member("msm_id", 0u).member("prb_id", 0u);
    json.word("type", "traceroute").word("msm_name", "Traceroute");
}

// All probes are one flow, which number ever it has.
void write_manner(json_writer& json, bool ipv6, protocol used, std::uint16_t packet_size) {
    json.member("af", ipv6 ? 6u : 4u).word("proto", name_of_protocol(used));
    json.member("size", packet_size).member("paris_id", 1u);
}

void write_head(json_writer& json, const trace_result& result) {
    write_origin(json);
    json.member("timestamp", unix_seconds(result.started_at));
    const auto elapsed = std::chrono::duration_cast<std::chrono::system_clock::duration>(result.elapsed);
    json.member("endtime", unix_seconds(result.started_at + elapsed));
    json.member("dst_name", result.target).member("dst_addr", result.address);
    if (!result.source.is_unspecified()) {
        json.member("src_addr", result.source).member("from", result.source);
    }
    const bool ipv6 = result.address.is_v6();
    write_manner(json, ipv6, result.protocol, packet_size_of(result.options, ipv6));
}

/// The address that a target is, if it is one.
std::optional<boost::asio::ip::address> address_of(const failure& failed) {
    if (failed.address) return failed.address;
    if (failed.kind == failure_kind::invalid) return std::nullopt;
    boost::system::error_code name;
    const auto address = boost::asio::ip::make_address(failed.target, name);
    return name ? std::nullopt : std::optional{without_mapping(address)};
}

}  // namespace

boost::system::error_code atlas_reporter::trace(const trace_result& result, target_number) {
    line_.clear();
    json_writer json{line_};
    json.begin_object();
    write_head(json, result);
    json.key("result").begin_array();
    for (const auto& hop : result.hops) {
        json.begin_object().member("hop", hop.ttl).key("result").begin_array();
        for (const auto& probe : hop.probes) write_probe(json, probe);
        json.end_array().end_object();
    }
    json.end_array().end_object();
    return out_.write(line_.append('\n').text());
}

boost::system::error_code atlas_reporter::failure(const report::failure& failure) {
    const auto address = address_of(failure);
    const bool ipv6 = address ? address->is_v6() : ipv6_;
    line_.clear();
    json_writer json{line_};
    json.begin_object();
    write_origin(json);
    json.member("timestamp", unix_seconds(failure.at)).member("endtime", unix_seconds(failure.at));
    json.member("dst_name", failure.target);
    if (address) json.member("dst_addr", address);
    write_manner(json, ipv6, asked_.protocol, packet_size_of(asked_, ipv6));
    const bool unresolved = failure.kind == failure_kind::unresolved && !address;
    json.key("result").begin_array().begin_object();
    json.member("error", (unresolved ? "name resolution failed: " : "") + failure.message);
    json.end_object().end_array().end_object();
    return out_.write(line_.append('\n').text());
}

}  // namespace tracerouter::report
