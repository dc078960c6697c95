#include "cli/option_values.hpp"

#include <net/if.h>

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "base/numbers.hpp"
#include "targets/address_syntax.hpp"

namespace tracerouter::cli {

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

std::optional<unsigned long long> parse_number(std::string_view text, bool hexadecimal) {
    const bool prefixed = hexadecimal && (text.starts_with("0x") || text.starts_with("0X"));
    if (prefixed) text.remove_prefix(2);
    return whole_number<unsigned long long>(text, prefixed ? 16 : 10);
}

std::string take_seconds(duration& out, std::string_view text, duration least, duration most) {
    using seconds = std::chrono::duration<double>;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const bool complete = error == std::errc{} && end == text.data() + text.size();
    // Written so that "nan", which from_chars reads, is refused.
    if (!complete || !(seconds{number} >= least && seconds{number} <= most)) {
        return "a number of seconds from " + text_of(least) + " to " + text_of(most);
    }
    out = std::chrono::round<duration>(seconds{number});
    return {};
}

std::string take_tos(std::uint8_t& out, std::string_view text) {
    const auto number = parse_number(text, true);
    if (!number || *number > 0xFF) return "a number from 0 to 255, or from 0x00 to 0xff";
    out = static_cast<std::uint8_t>(*number);
    return {};
}

std::string take_address(std::optional<boost::asio::ip::address>& out, const std::string& text) {
    const auto address = targets::parse_address(text);
    if (!address) return "an IPv4 or IPv6 address";
    out = *address;
    return {};
}

std::string take_mark(std::optional<std::uint32_t>& out, std::string_view text) {
    const auto number = parse_number(text, true);
    if (!number || *number > UINT32_MAX) return "a number of 32 bits, such as 5 or 0x10";
    out = static_cast<std::uint32_t>(*number);
    return {};
}

std::string take_interface(std::string& out, std::string_view text) {
    const bool plausible = !text.empty() && text.size() < IFNAMSIZ && text.find_first_of("/ \t\n") == text.npos;
    if (!plausible) return "the name of a network interface";
    out = text;
    return {};
}

std::string take_file_name(std::string& out, std::string_view text) {
    if (text.empty()) return "a file name";
    out = text;
    return {};
}

}  // namespace tracerouter::cli
