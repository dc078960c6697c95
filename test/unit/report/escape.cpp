#include "report/escape.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include <ostream>
#include <string>
#include <string_view>

namespace tracerouter::report {
namespace {

using namespace std::string_view_literals;

struct escape_case {
    std::string_view name;
    std::string_view given;
    std::string_view on_terminal;
    std::string_view in_json;
};

void PrintTo(const escape_case& tested, std::ostream* out) {
    *out << tested.name;
}

class escaping : public testing::TestWithParam<escape_case> {};

TEST_P(escaping, for_terminals) {
    EXPECT_EQ(escape(GetParam().given), GetParam().on_terminal);
}

TEST_P(escaping, for_json) {
    std::string text;
    append_json_string(text, GetParam().given);
    EXPECT_EQ(text, GetParam().in_json);
}

INSTANTIATE_TEST_SUITE_P(
    texts, escaping,
    testing::Values(escape_case{"nothing", "", "", R"("")"},
                    escape_case{"plain", "gw.example.net", "gw.example.net", R"("gw.example.net")"},
                    escape_case{"letters_of_the_world", "b\u00fccher.\u6587\U0001F980", "b\u00fccher.\u6587\U0001F980",
                                "\"b\u00fccher.\u6587\U0001F980\""},
                    escape_case{"quote_and_backslash", R"(a"\b)", R"(a"\b)", R"("a\"\\b")"},
                    escape_case{"terminal_escape", "\x1b]0;x\a", R"(\x1B]0;x\x07)", R"("\u001B]0;x\u0007")"},
                    escape_case{"line_ends", "a\r\nb\t", R"(a\x0D\x0Ab\x09)", R"("a\u000D\u000Ab\u0009")"},
                    escape_case{"zero", "a\0b"sv, R"(a\x00b)", R"("a\u0000b")"},
                    escape_case{"delete_sign", "a\x7f", R"(a\x7F)", R"("a\u007F")"},
                    escape_case{"c1_control", "\u009b31m", R"(\x9B31m)", R"("\u009B31m")"},
                    escape_case{"bidi_override", "a\u202eb", R"(a\u{202E}b)", R"("a\u202Eb")"},
                    escape_case{"bidi_isolate", "\u2066a\u2069", R"(\u{2066}a\u{2069})", R"("\u2066a\u2069")"},
                    escape_case{"zero_width", "a\u200bb\ufeff", R"(a\u{200B}b\u{FEFF})", R"("a\u200Bb\uFEFF")"},
                    escape_case{"tag", "\U000E0041", R"(\u{E0041})", R"("\uDB40\uDC41")"},
                    escape_case{"lone_octet",
                                "a\xff"
                                "b",
                                R"(a\xFFb)", R"("a\uFFFDb")"},
                    escape_case{"cut_sequence", "\xe6\x96", R"(\xE6\x96)", R"("\uFFFD\uFFFD")"},
                    escape_case{"overlong_slash", "\xc0\xaf", R"(\xC0\xAF)", R"("\uFFFD\uFFFD")"},
                    escape_case{"overlong_three", "\xe0\x80\x9b", R"(\xE0\x80\x9B)", R"("\uFFFD\uFFFD\uFFFD")"},
                    escape_case{"surrogate", "\xed\xa0\x80", R"(\xED\xA0\x80)", R"("\uFFFD\uFFFD\uFFFD")"},
                    escape_case{"beyond_unicode", "\xf4\x90\x80\x80", R"(\xF4\x90\x80\x80)",
                                R"("\uFFFD\uFFFD\uFFFD\uFFFD")"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

/// UTF-8 of a code point above ASCII.
std::string utf8(char32_t value) {
    const auto octet = [](char32_t bits) { return static_cast<char>(bits); };
    const auto next = [octet, value](int shift) { return octet(0x80 | ((value >> shift) & 0x3F)); };
    if (value < 0x800) return {octet(0xC0 | value >> 6), next(0)};
    if (value < 0x10000) return {octet(0xE0 | value >> 12), next(6), next(0)};
    return {octet(0xF0 | value >> 18), next(12), next(6), next(0)};
}

/// Default_Ignorable_Code_Point, as DerivedCoreProperties.txt of Unicode 15.1 has it.
TEST(escape, shows_all_that_may_be_ignored_by_default) {
    constexpr char32_t ignorable[][2]{
        {0xAD, 0xAD},     {0x34F, 0x34F},   {0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},  {0x180B, 0x180F},
        {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},  {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};
    for (const auto& [first, last] : ignorable) {
        for (char32_t value = first; value <= last; ++value) {
            const auto given = utf8(value);
            std::string json;
            append_json_string(json, given);
            ASSERT_TRUE(escape(given).starts_with('\\')) << std::hex << static_cast<unsigned>(value);
            ASSERT_TRUE(escape_word(given).starts_with('\\')) << std::hex << static_cast<unsigned>(value);
            ASSERT_TRUE(json.starts_with("\"\\u")) << std::hex << static_cast<unsigned>(value);
        }
        EXPECT_EQ(escape("\u0301\u00fc"), "\u0301\u00fc");
    }
}

TEST(escape_word, leaves_no_blank_of_any_script) {
    for (const char32_t blank :
         {U'\u0085', U'\u00A0', U'\u1680', U'\u2000', U'\u200A', U'\u2028', U'\u202F', U'\u205F', U'\u3000'}) {
        EXPECT_TRUE(escape_word(utf8(blank)).starts_with('\\')) << std::hex << static_cast<unsigned>(blank);
    }
}

TEST(escape_target, makes_a_word_of_the_interface) {
    EXPECT_EQ(escape_target("example.net"), "example.net");
    EXPECT_EQ(escape_target("fe80::1%eth0"), "fe80::1%eth0");
    EXPECT_EQ(escape_target("fe80::1%a(10.0.0.1)%"), R"(fe80::1%a\x2810.0.0.1\x29\x25)");
}

TEST(address_word, keeps_addresses_and_escapes_interfaces) {
    EXPECT_EQ(address_word(boost::asio::ip::make_address("198.18.0.1")), "198.18.0.1");
    EXPECT_EQ(address_word(boost::asio::ip::make_address("2001:db8::1")), "2001:db8::1");
    EXPECT_EQ(address_word(boost::asio::ip::make_address("fe80::1%1")), "fe80::1%lo");
}

TEST(escape, leaves_nothing_that_a_terminal_obeys) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string given{static_cast<char>(first), static_cast<char>(second)};
            for (const char c : escape(given)) {
                ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) << first << ' ' << second;
            }
        }
    }
}

TEST(append_json_string, is_always_a_string_of_json) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            std::string text;
            append_json_string(text, std::string{static_cast<char>(first), static_cast<char>(second)});
            boost::system::error_code error;
            const auto value = boost::json::parse(text, error);
            ASSERT_FALSE(error) << text;
            ASSERT_TRUE(value.is_string()) << text;
        }
    }
}

TEST(append_json_string, loses_nothing_of_valid_text) {
    const std::string given = "\x1b[31m \u202e \u200b \U000E0041 \U0001F980 \"\\ \u0085";
    std::string text;
    append_json_string(text, given);
    EXPECT_EQ(boost::json::parse(text).as_string(), given);
}

}  // namespace
}  // namespace tracerouter::report
