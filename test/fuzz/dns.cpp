#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "enrich/cymru.hpp"
#include "enrich/dns_answer.hpp"
#include "enrich/hosts_table.hpp"
#include "fuzz.hpp"
#include "report/escape.hpp"

// A DNS message; and the same octets as a text of whoever wrote them.

namespace tracerouter::fuzz {
namespace {

bool visible(char octet) {
    const auto value = static_cast<unsigned char>(octet);
    return value >= 0x20 && value != 0x7f;
}

void read_message(std::span<const std::uint8_t> message) {
    for (const std::string& name : enrich::parse_pointers(message)) {
        // Four characters an octet at most, and none that a terminal would obey.
        require(!name.empty() && name.size() <= 4 * 255 && std::all_of(name.begin(), name.end(), visible));
    }
    std::size_t octets = 0;
    for (const std::string& text : enrich::parse_texts(message)) octets += text.size();
    require(octets <= message.size());
}

void read_text(const std::string& text) {
    static_cast<void>(enrich::parse_origin({text, text}));
    const auto name = enrich::parse_as_name(text);
    require(!name || (!name->empty() && name->size() <= text.size()));
    static_cast<void>(enrich::hosts_table{text}.find(boost::asio::ip::address{}));
}

void escape(const std::string& text) {
    for (const std::string& escaped : {report::escape(text), report::escape_word(text)}) {
        require(std::all_of(escaped.begin(), escaped.end(), visible));
    }
    require(report::escape_word(text).find_first_of(" ()[]<>*\"'") == std::string::npos);
    std::string json;
    report::append_json_string(json, text);
    require(json.size() >= 2 && std::all_of(json.begin(), json.end(), visible));
}

}  // namespace

void try_input(std::span<const std::byte> input) {
    const auto* octets = reinterpret_cast<const std::uint8_t*>(input.data());
    read_message({octets, input.size()});
    const std::string text{reinterpret_cast<const char*>(input.data()), input.size()};
    read_text(text);
    escape(text);
}

}  // namespace tracerouter::fuzz
