#include "view/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tracerouter::view {
namespace {

struct sign_range {
    char32_t first;
    char32_t last;
};

// East_Asian_Width (UAX 11) is neither wide nor full, and no mark among them joins the character before.
constexpr std::array<sign_range, 9> narrow_signs{{
    {0x0020, 0x007E},  // ASCII
    {0x00A1, 0x00AC},  // Latin-1 without the blank that does not break and the soft hyphen
    {0x00AE, 0x024F},  // Latin-1, Latin Extended-A and -B
    {0x0391, 0x03A1},  // Greek
    {0x03A3, 0x03C9},
    {0x0400, 0x045F},  // Cyrillic
    {0x2026, 0x2026},  // ellipsis
    {0x2500, 0x257F},  // box lines
    {0x2581, 0x2588},  // bars
}};

constexpr char32_t broken_octet = 0xFFFD;

std::size_t octets_of(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/// Takes the first character from a text that is not empty.
char32_t take_character(std::string_view& text) {
    const auto octet = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto length = octets_of(octet(0));
    char32_t value = length == 1 ? octet(0) : octet(0) & (0x7Fu >> length);
    bool whole = length > 0 && length <= text.size();
    for (std::size_t i = 1; whole && i < length; ++i) {
        whole = (octet(i) & 0xC0u) == 0x80u;
        value = (value << 6) | (octet(i) & 0x3Fu);
    }
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    whole = whole && value >= smallest[length] && value <= 0x10FFFF && !surrogate;
    text.remove_prefix(whole ? length : 1);
    return whole ? value : broken_octet;
}

std::string as_number(char32_t sign) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string number;
    for (std::uint32_t rest = sign; rest > 0 || number.size() < 4; rest /= 16) number += digits[rest % 16];
    std::reverse(number.begin(), number.end());
    return "\\u{" + number + '}';
}

}  // namespace

bool is_narrow(char32_t sign) noexcept {
    return std::any_of(narrow_signs.begin(), narrow_signs.end(),
                       [sign](const sign_range& range) { return range.first <= sign && sign <= range.last; });
}

std::u32string characters_of(std::string_view text) {
    std::u32string characters;
    characters.reserve(text.size());
    while (!text.empty()) characters += take_character(text);
    return characters;
}

void append_utf8(std::string& out, char32_t sign) {
    const auto add = [&out](char32_t octet) { out += static_cast<char>(octet); };
    if (sign < 0x80) return add(sign);
    if (sign < 0x800) {
        add(0xC0 | (sign >> 6));
    } else {
        if (sign >= 0x10000) add(0xF0 | (sign >> 18));
        add(sign < 0x10000 ? 0xE0 | (sign >> 12) : 0x80 | ((sign >> 12) & 0x3F));
        add(0x80 | ((sign >> 6) & 0x3F));
    }
    add(0x80 | (sign & 0x3F));
}

std::string narrowed(std::string_view escaped, bool unicode) {
    std::string out;
    out.reserve(escaped.size());
    for (const char32_t sign : characters_of(escaped)) {
        const bool shown = is_narrow(sign) && (unicode || sign < 0x80);
        if (shown) append_utf8(out, sign);
        if (!shown) out += as_number(sign);
    }
    return out;
}

std::size_t columns_of(std::string_view text) {
    return characters_of(text).size();
}

std::string cut_to(std::string_view text, std::size_t most, bool unicode) {
    const auto characters = characters_of(text);
    if (characters.size() <= most) return std::string{text};
    std::string out;
    if (most == 0) return out;
    for (const char32_t sign : characters.substr(0, most - 1)) append_utf8(out, sign);
    append_utf8(out, unicode ? U'\u2026' : U'~');
    return out;
}

}  // namespace tracerouter::view
