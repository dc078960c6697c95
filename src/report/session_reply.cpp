#include "report/session_reply.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tracerouter/names.hpp"

namespace tracerouter::report {
namespace {

constexpr std::uint64_t most_of_octet = 255;
constexpr std::uint64_t largest_label = 0xFFFFF;      // 20 bits (RFC 3032 section 2.1)
constexpr std::uint64_t largest_class = 7;            // 3 bits
constexpr std::size_t longest_interface_name = 4096;  // 63 octets (RFC 5837 section 4.4), each escaped at most
constexpr std::size_t most_entries = 1024;            // of any list: an answer has at most 1,280 octets of extensions

/// The value of an enumeration that has this word, of `last` and those before it.
template <class Enumeration>
auto value_of_word(Enumeration last) {
    return [last](std::string_view word) -> std::optional<Enumeration> {
        for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
            if (to_string(static_cast<Enumeration>(i)) == word) return static_cast<Enumeration>(i);
        }
        return {};
    };
}

/// Reads each object of a list.
template <class Entry>
std::vector<Entry> read_list(session_members& members, std::string_view key, std::string& fault,
                             Entry (*read)(session_members&)) {
    std::vector<Entry> out;
    const auto* list = members.find_list(key);
    if (list == nullptr) return out;
    if (list->size() > most_entries) fault = '"' + std::string{key} + "\" is too long";
    for (const auto& entry : *list) {
        if (fault.empty() && !entry.is_object()) fault = '"' + std::string{key} + "\" holds what is no object";
        if (!fault.empty()) break;
        session_members inner{entry.get_object(), fault};
        out.push_back(read(inner));
    }
    return out;
}

mpls_label read_label(session_members& members) {
    mpls_label label;
    label.label = members.number<std::uint32_t>("label", 0, largest_label);
    label.traffic_class = members.number<std::uint16_t>("tc", 0, largest_class);
    label.bottom = members.find_flag("bottom").value_or(false);
    label.ttl = members.number<std::uint16_t>("ttl", 0, most_of_octet);
    return label;
}

interface_information read_interface(session_members& members) {
    interface_information known;
    known.role = members.word("role", value_of_word(interface_role::next_hop));
    known.index = members.find_number<std::uint32_t>("index");
    known.address = members.find_address("address");
    known.name = members.find_text("name");
    if (known.name && known.name->size() > longest_interface_name) known.name->clear();
    known.mtu = members.find_number<std::uint32_t>("mtu");
    return known;
}

std::optional<std::uint8_t> nibble(char digit) {
    const auto at = std::string_view{"0123456789abcdef"}.find(digit);
    return at == std::string_view::npos ? std::nullopt : std::optional{static_cast<std::uint8_t>(at)};
}

/// Octets of two digits each.
std::optional<std::vector<std::uint8_t>> octets_of(const std::string& hex) {
    std::vector<std::uint8_t> octets;
    if (hex.size() % 2 != 0) return {};
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const auto high = nibble(hex[i]);
        const auto low = nibble(hex[i + 1]);
        if (!high || !low) return {};
        octets.push_back(static_cast<std::uint8_t>(*high << 4 | *low));
    }
    return octets;
}

unknown_extension read_extension(session_members& members) {
    unknown_extension object;
    object.class_number = members.number<std::uint16_t>("class", 0, most_of_octet);
    object.c_type = members.number<std::uint16_t>("type", 0, most_of_octet);
    object.payload = members.word("hex", octets_of);
    return object;
}

/// Only another source than the kernel is written.
stamp_source read_stamp(session_members& members, std::string_view key) {
    const auto word = members.find_text(key);
    if (!word) return stamp_source::kernel;
    return members.word(key, value_of_word(stamp_source::process));
}

}  // namespace

reply read_reply(session_members& members, std::string& fault) {
    reply answer;
    answer.responder = members.address("responder");
    answer.rtt = members.milliseconds("rtt_ms");
    answer.kind = members.word("reply", value_of_word(reply_kind::reset));
    answer.icmp_type = members.find_number<std::uint16_t>("icmp_type", 0, most_of_octet);
    answer.icmp_code = members.find_number<std::uint16_t>("icmp_code", 0, most_of_octet);
    answer.arrived = members.find_flag("arrived").value_or(false);
    answer.mtu = members.find_number<std::uint32_t>("mtu");
    answer.reply_ttl = members.find_number<std::uint16_t>("reply_ttl", 0, most_of_octet);
    answer.reply_id = members.find_number<std::uint16_t>("reply_id");
    answer.ttl_quoted = members.find_number<std::uint16_t>("ttl_quoted", 0, most_of_octet);
    answer.tos_quoted = members.find_number<std::uint16_t>("tos_quoted", 0, most_of_octet);
    answer.nat = members.find_flag("nat");
    answer.late = members.find_flag("late").value_or(false);
    answer.extensions_malformed = members.find_flag("extensions_malformed").value_or(false);
    answer.sent_stamp = read_stamp(members, "sent_stamp");
    answer.received_stamp = read_stamp(members, "received_stamp");
    answer.mpls = read_list<mpls_label>(members, "mpls", fault, read_label);
    answer.interfaces = read_list<interface_information>(members, "interface", fault, read_interface);
    answer.extensions = read_list<unknown_extension>(members, "extensions", fault, read_extension);
    return answer;
}

}  // namespace tracerouter::report
