#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

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

template <class Choice, class Choices>
[[nodiscard]] std::string take_choice(Choice& out, std::string_view text, const Choices& choices) {
    std::string accepted;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (choices[i].name == text) {
            out = choices[i].choice;
            return {};
        }
        accepted.append(i == 0 ? "" : i + 1 < choices.size() ? ", " : " or ").append(choices[i].name);
    }
    return accepted;
}

}  // namespace tracerouter::cli
