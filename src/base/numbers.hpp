#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace tracerouter {

/// Takes the digits at the beginning of `text` off it and returns their number. Takes and returns nothing if there are
/// no digits or the number is too big for its type. There is no sign and no prefix.
template <std::unsigned_integral Number>
[[nodiscard]] std::optional<Number> take_number(std::string_view& text, int base = 10) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// The number that all of `text` is.
template <std::unsigned_integral Number>
[[nodiscard]] std::optional<Number> whole_number(std::string_view text, int base = 10) {
    const auto number = take_number<Number>(text, base);
    return text.empty() ? number : std::nullopt;
}

}  // namespace tracerouter
