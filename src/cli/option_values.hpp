#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>

#include <concepts>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/numbers.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::cli {

/// What is wrong with the value of an option.
struct wrong_value {
    std::string accepted;  ///< what would be, made to stand behind "expected "
};

template <class T>
using read_value = boost::system::result<T, wrong_value>;

// Each function here reads the value of an option as typed.

template <std::unsigned_integral Number>
[[nodiscard]] read_value<Number> read_number(std::string_view text, Number least, Number most) {
    const auto number = whole_number<Number>(text);
    if (number && *number >= least && *number <= most) return *number;
    return wrong_value{"a number from " + std::to_string(least) + " to " + std::to_string(most)};
}

/// Decimals are allowed: "0.5".
[[nodiscard]] read_value<duration> read_seconds(std::string_view text, duration least, duration most);

/// A percentage above 0 and below 100, decimals allowed, as a share: "99.9" is 0.999.
[[nodiscard]] read_value<double> read_share(std::string_view text);

[[nodiscard]] read_value<std::uint8_t> read_tos(std::string_view text);
[[nodiscard]] read_value<boost::asio::ip::address> read_address(std::string_view text);
[[nodiscard]] read_value<std::uint32_t> read_mark(std::string_view text);
[[nodiscard]] read_value<std::string_view> read_interface(std::string_view text);
[[nodiscard]] read_value<std::string_view> read_file_name(std::string_view text);

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

/// One of a table of choices.
template <class Choices>
[[nodiscard]] auto read_choice(std::string_view text, const Choices& choices) {
    using choice = decltype(std::begin(choices)->choice);
    for (const auto& one : choices) {
        if (one.name == text) return read_value<choice>{one.choice};
    }
    return read_value<choice>{wrong_value{listed(names_of(choices))}};
}

/// As read_seconds() reads it: "0.5", "3".
[[nodiscard]] std::string text_of(duration value);

}  // namespace tracerouter::cli
