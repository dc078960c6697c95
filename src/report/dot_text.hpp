#pragma once

#include <string>
#include <string_view>
#include <vector>

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

}  // namespace tracerouter::report
