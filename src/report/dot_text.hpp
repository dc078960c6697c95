#pragma once

#include <boost/asio/ip/address.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "report/address_facts.hpp"
#include "report/escape.hpp"

namespace tracerouter::report {

/// A quoted string of the language of Graphviz, with a line for each part: only quotes and backslashes mean something
/// in it.
[[nodiscard]] inline std::string dot_quoted(const std::vector<std::string>& lines) {
    std::string out = "\"";
    std::string_view separator;
    for (const auto& line : lines) {
        out += separator;
        for (const char character : escape(line)) {
            if (character == '"' || character == '\\') out += '\\';
            out += character;
        }
        separator = "\\n";
    }
    return out + '"';
}

/// What a node says of an address: its name, itself, its AS and its place, as far as they are known.
[[nodiscard]] inline std::vector<std::string> dot_lines(const boost::asio::ip::address& where,
                                                        const address_facts& known) {
    std::vector<std::string> lines;
    if (known.name) lines.push_back(*known.name);
    lines.push_back(address_word(where));
    if (known.asn) lines.push_back("AS" + std::to_string(*known.asn) + (known.as_name ? ' ' + *known.as_name : ""));
    if (known.country) lines.push_back(*known.country + (known.city ? ' ' + *known.city : ""));
    return lines;
}

}  // namespace tracerouter::report
