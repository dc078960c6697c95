#pragma once

#include <boost/asio/ip/address.hpp>

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "tracerouter/time.hpp"

namespace tracerouter::cli {

// Each function here takes the value of an option as typed. It stores what it means and returns an empty string, or
// stores nothing and returns what would be accepted, made to stand behind "expected ".

/// Reads all of `text` as a decimal number, or as a hexadecimal one behind 0x if `hexadecimal`.
[[nodiscard]] std::optional<unsigned long long> parse_number(std::string_view text, bool hexadecimal = false);

template <std::unsigned_integral Number>
[[nodiscard]] std::string take_number(Number& out, std::string_view text, Number least, Number most) {
    const auto number = parse_number(text);
    if (!number || *number < least || *number > most) {
        return "a number from " + std::to_string(least) + " to " + std::to_string(most);
    }
    out = static_cast<Number>(*number);
    return {};
}

/// Decimals are allowed: "0.5".
[[nodiscard]] std::string take_seconds(duration& out, std::string_view text, duration least, duration most);

[[nodiscard]] std::string take_tos(std::uint8_t& out, std::string_view text);
[[nodiscard]] std::string take_address(std::optional<boost::asio::ip::address>& out, const std::string& text);
[[nodiscard]] std::string take_mark(std::optional<std::uint32_t>& out, std::string_view text);
[[nodiscard]] std::string take_interface(std::string& out, std::string_view text);
[[nodiscard]] std::string take_file_name(std::string& out, std::string_view text);

template <class Choice>
struct named_choice {
    std::string_view name;
    Choice choice;
};

/// The names of a table of choices.
template <class Choices>
[[nodiscard]] std::vector<std::string_view> names_of(const Choices& choices) {
    std::vector<std::string_view> names;
    for (const auto& one : choices) names.push_back(one.name);
    return names;
}

/// "auto, always or never"
[[nodiscard]] std::string listed(const std::vector<std::string_view>& words);

template <class Choice, class Choices>
[[nodiscard]] std::string take_choice(Choice& out, std::string_view text, const Choices& choices) {
    for (const auto& one : choices) {
        if (one.name != text) continue;
        out = one.choice;
        return {};
    }
    return listed(names_of(choices));
}

/// As take_seconds() reads it: "0.5", "3".
[[nodiscard]] std::string text_of(duration value);

}  // namespace tracerouter::cli
