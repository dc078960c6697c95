#include "cli/option_values.hpp"

#include <net/if.h>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <system_error>

#include "base/numbers.hpp"
#include "targets/address_syntax.hpp"

namespace tracerouter::cli {
namespace {

/// 16, or 0x10.
template <class Number>
std::optional<Number> decimal_or_hexadecimal(std::string_view text) {
    const bool prefixed = text.starts_with("0x") || text.starts_with("0X");
    return prefixed ? whole_number<Number>(text.substr(2), 16) : whole_number<Number>(text);
}

}  // namespace

std::string text_of(duration value) {
    auto text = std::to_string(std::chrono::duration<double>{value}.count());
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string listed(const std::vector<std::string_view>& words) {
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i) {
        list.append(i == 0 ? "" : i + 1 < words.size() ? ", " : " or ").append(words[i]);
    }
    return list;
}

read_value<duration> read_seconds(std::string_view text, duration least, duration most) {
    using seconds = std::chrono::duration<double>;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const bool complete = error == std::errc{} && end == text.data() + text.size();
    // Written so that "nan", which from_chars reads, is refused.
    if (complete && seconds{number} >= least && seconds{number} <= most) {
        return std::chrono::round<duration>(seconds{number});
    }
    return wrong_value{"a number of seconds from " + text_of(least) + " to " + text_of(most)};
}

read_value<double> read_share(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const bool complete = error == std::errc{} && end == text.data() + text.size();
    if (complete && number > 0 && number < 100) return number / 100;
    return wrong_value{"a percentage above 0 and below 100"};
}

read_value<std::uint8_t> read_tos(std::string_view text) {
    if (const auto number = decimal_or_hexadecimal<std::uint8_t>(text)) return *number;
    return wrong_value{"a number from 0 to 255, or from 0x00 to 0xff"};
}

read_value<boost::asio::ip::address> read_address(std::string_view text) {
    if (const auto address = targets::parse_address(text)) return *address;
    return wrong_value{"an IPv4 or IPv6 address"};
}

read_value<std::uint32_t> read_mark(std::string_view text) {
    if (const auto number = decimal_or_hexadecimal<std::uint32_t>(text)) return *number;
    return wrong_value{"a number of 32 bits, such as 5 or 0x10"};
}

read_value<std::string_view> read_interface(std::string_view text) {
    const bool plausible = !text.empty() && text.size() < IFNAMSIZ && text.find_first_of("/ \t\n") == text.npos;
    if (plausible) return text;
    return wrong_value{"the name of a network interface"};
}

read_value<std::string_view> read_file_name(std::string_view text) {
    if (!text.empty()) return text;
    return wrong_value{"a file name"};
}

}  // namespace tracerouter::cli
