#include "report/escape.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace tracerouter::report {
namespace {

struct code_point {
    char32_t value = 0;      ///< of an octet that is not UTF-8: the octet
    std::size_t length = 1;  ///< octets
    bool valid = false;
};

struct range {
    char32_t first;
    char32_t last;
};

/// Nothing in them has a place in one line of visible text: controls, separators of lines and annotations, and all code
/// points with the property Default_Ignorable_Code_Point (DerivedCoreProperties.txt of Unicode 15.1).
constexpr std::array<range, 19> harmful{{
    {0x0000, 0x001F},    // C0 controls
    {0x007F, 0x009F},    // delete, C1 controls: some terminals obey them
    {0x00AD, 0x00AD},    // soft hyphen
    {0x034F, 0x034F},    // combining grapheme joiner
    {0x061C, 0x061C},    // Arabic letter mark
    {0x115F, 0x1160},    // fillers of Hangul
    {0x17B4, 0x17B5},    // inherent vowels of Khmer
    {0x180B, 0x180F},    // variation selectors and the vowel separator of Mongolian
    {0x200B, 0x200F},    // zero width, direction marks
    {0x2028, 0x202E},    // line and paragraph separator, embedding and override of direction
    {0x2060, 0x206F},    // word joiner, invisible operators, isolates
    {0x3164, 0x3164},    // filler of Hangul
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFEFF, 0xFEFF},    // zero width no-break space
    {0xFFA0, 0xFFA0},    // filler of Hangul, half the width
    {0xFFF0, 0xFFFB},    // unassigned but ignorable, interlinear annotation
    {0x1BCA0, 0x1BCA3},  // controls of shorthand
    {0x1D173, 0x1D17A},  // controls of musical notation
    {0xE0000, 0xE0FFF},  // tags, more variation selectors, unassigned but ignorable
}};

/// What else is a blank (White_Space of Unicode) beyond ASCII.
constexpr std::array<range, 6> blanks{{
    {0x00A0, 0x00A0},
    {0x1680, 0x1680},
    {0x2000, 0x200A},
    {0x202F, 0x202F},
    {0x205F, 0x205F},
    {0x3000, 0x3000},
}};

template <std::size_t Count>
bool is_in(const std::array<range, Count>& ranges, char32_t value) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [value](const range& r) { return r.first <= value && value <= r.last; });
}

bool is_harmful(char32_t value) {
    return is_in(harmful, value);
}

/// Octets of the sequence that `lead` begins, 0 if it begins none.
std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

/// The first character of a text that is not empty.
code_point decode(std::string_view text) {
    const auto octet = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const code_point broken{octet(0), 1, false};
    const auto length = sequence_length(octet(0));
    if (length == 0 || length > text.size()) return broken;
    if (length == 1) return {octet(0), 1, true};

    char32_t value = octet(0) & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(i) & 0xC0u) != 0x80u) return broken;
        value = (value << 6) | (octet(i) & 0x3Fu);
    }
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest[length] || surrogate || value > 0x10FFFF) return broken;
    return {value, length, true};
}

void append_hex(std::string& out, std::uint32_t value, unsigned digits) {
    constexpr std::string_view digit = "0123456789ABCDEF";
    for (unsigned rest = digits; rest-- > 0;) out += digit[(value >> (4 * rest)) & 0xFu];
}

void append_json_unit(std::string& out, std::uint32_t utf16) {
    append_hex(out += "\\u", utf16, 4);
}

void append_json_escape(std::string& out, char32_t value) {
    if (value < 0x10000) return append_json_unit(out, value);
    append_json_unit(out, 0xD800 + ((value - 0x10000) >> 10));
    append_json_unit(out, 0xDC00 + ((value - 0x10000) & 0x3FF));
}

bool is_part_of_word(char32_t value) {
    if (value > 0x7F) return !is_in(blanks, value);
    const auto ascii = static_cast<char>(value);
    const bool letter = (ascii >= 'a' && ascii <= 'z') || (ascii >= 'A' && ascii <= 'Z');
    return letter || std::string_view{"0123456789-./:_"}.find(ascii) != std::string_view::npos;
}

bool begins_formula(char32_t value) {
    constexpr std::u32string_view signs{U" =+-@\uFF1D\uFF0B\uFF0D\uFF20"};
    return signs.find(value) != std::u32string_view::npos || is_in(blanks, value);
}

template <class Predicate>
std::string escape_unless(std::string_view text, Predicate stays) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto next = decode(text);
        if (next.valid && !is_harmful(next.value) && stays(next.value)) {
            out += text.substr(0, next.length);
        } else if (next.value <= 0xFF) {
            append_hex(out += "\\x", next.value, 2);
        } else {
            append_hex(out += "\\u{", next.value, next.value < 0x10000 ? 4 : 5);
            out += '}';
        }
        text.remove_prefix(next.length);
    }
    return out;
}

}  // namespace

std::string escape(std::string_view text) {
    return escape_unless(text, [](char32_t) { return true; });
}

std::string escape_word(std::string_view text) {
    return escape_unless(text, is_part_of_word);
}

std::string escape_target(std::string_view text) {
    const auto scope = text.find('%');
    if (scope == std::string_view::npos) return escape(text);
    return escape(text.substr(0, scope + 1)) + escape_word(text.substr(scope + 1));
}

std::string address_word(const boost::asio::ip::address& address) {
    auto text = address.to_string();
    return text.find('%') == std::string::npos ? text : escape_target(text);
}

std::string escape_cell(std::string_view text) {
    bool first = true;
    return escape_unless(text,
                         [&first](char32_t value) { return !std::exchange(first, false) || !begins_formula(value); });
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto next = decode(text);
        if (!next.valid) {
            append_json_escape(out, 0xFFFD);
        } else if (next.value == '"' || next.value == '\\') {
            (out += '\\') += static_cast<char>(next.value);
        } else if (is_harmful(next.value)) {
            append_json_escape(out, next.value);
        } else {
            out += text.substr(0, next.length);
        }
        text.remove_prefix(next.length);
    }
    out += '"';
}

}  // namespace tracerouter::report
