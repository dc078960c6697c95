#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tracerouter::cli {

/// The text with each occurrence of a part replaced.
[[nodiscard]] inline std::string replaced(std::string_view text, std::string_view part, std::string_view by) {
    std::string result;
    for (auto at = text.find(part); at != text.npos; at = text.find(part)) {
        result.append(text.substr(0, at)).append(by);
        text.remove_prefix(at + part.size());
    }
    return result.append(text);
}

[[nodiscard]] inline std::string joined(std::initializer_list<std::string_view> parts) {
    std::string result;
    for (const auto part : parts) result.append(part);
    return result;
}

}  // namespace tracerouter::cli
