#include "targets/target_syntax.hpp"

#include <algorithm>
#include <cstddef>

#include "targets/address_syntax.hpp"
#include "targets/error.hpp"

namespace tracerouter::targets {
namespace {

constexpr std::size_t max_name_length = 253;
constexpr std::size_t max_label_length = 63;

// Not those of <cctype>: they depend on the locale.
bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_beyond_ascii(char c) noexcept {
    return static_cast<unsigned char>(c) >= 0x80;
}

bool is_label(std::string_view label) noexcept {
    if (label.empty() || label.size() > max_label_length) return false;
    if (label.front() == '-' || label.back() == '-') return false;
    return std::all_of(label.begin(), label.end(), [](char c) {
        return is_letter(c) || is_digit(c) || is_beyond_ascii(c) || c == '-' || c == '_';
    });
}

std::string_view without_final_dot(std::string_view name) noexcept {
    if (name.ends_with('.')) name.remove_suffix(1);
    return name;
}

bool ends_in_number(std::string_view text) noexcept {
    const auto name = without_final_dot(text);
    const auto label = name.substr(name.rfind('.') + 1);
    return !label.empty() && std::all_of(label.begin(), label.end(), is_digit);
}

}  // namespace

bool is_host_name(std::string_view text) noexcept {
    auto rest = without_final_dot(text);
    if (rest.size() > max_name_length) return false;
    for (;;) {
        const auto dot = rest.find('.');
        if (!is_label(rest.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        rest.remove_prefix(dot + 1);
    }
}

boost::system::result<target_spec> parse_target(std::string_view text) {
    if (has_control_characters(text)) return make_error_code(errc::control_character);
    if (text.find('/') != std::string_view::npos) {
        const auto block = parse_prefix(text);
        if (!block) return block.error();
        return target_spec{*block};
    }
    if (const auto address = parse_address(text)) return target_spec{*address};
    if (text.find(':') != std::string_view::npos || ends_in_number(text)) return make_error_code(errc::invalid_address);
    if (!is_host_name(text)) return make_error_code(errc::invalid_name);
    return target_spec{host_name{std::string{text}}};
}

}  // namespace tracerouter::targets
