#include "view/key_reader.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace tracerouter::view {
namespace {

using enum key_name;

std::vector<key> keys_of(std::string_view octets) {
    key_reader reader;
    std::vector<key> keys;
    reader.read(octets, keys);
    return keys;
}

std::vector<key> keys_of_single_octets(std::string_view octets) {
    key_reader reader;
    std::vector<key> keys;
    for (const char octet : octets) reader.read({&octet, 1}, keys);
    return keys;
}

key letter(char32_t sign) {
    return {character, sign};
}

TEST(key_reader, knows_keys_that_are_no_characters) {
    const std::vector<std::pair<std::string_view, key_name>> cases{
        {"\x1b[A", up},       {"\x1bOA", up},
        {"\x1b[B", down},     {"\x1b[C", right},
        {"\x1b[D", left},     {"\x1b[1;5C", right},
        {"\x1b[H", home},     {"\x1b[F", end},
        {"\x1b[1~", home},    {"\x1b[4~", end},
        {"\x1b[7~", home},    {"\x1b[8~", end},
        {"\x1b[5~", page_up}, {"\x1b[6;2~", page_down},
        {"\x1b[Z", back_tab}, {"\x1b[3~", backspace},
        {"\t", tab},          {"\r", enter},
        {"\n", enter},        {"\x1bOM", enter},
        {"\x7f", backspace},  {"\b", backspace},
        {"\x03", interrupt},  {"\x1a", suspend},
        {"\x0c", redraw},
    };
    for (const auto& [octets, name] : cases) {
        EXPECT_EQ(keys_of(octets), (std::vector<key>{{name, 0}})) << octets;
        EXPECT_EQ(keys_of_single_octets(octets), (std::vector<key>{{name, 0}})) << octets;
    }
}

TEST(key_reader, reads_characters) {
    EXPECT_EQ(keys_of("aé€😀"), (std::vector<key>{letter('a'), letter(0xE9), letter(0x20AC), letter(0x1F600)}));
    EXPECT_EQ(keys_of_single_octets("é€😀"), keys_of("é€😀"));
    // Overlong, surrogate, beyond Unicode, cut off, alone, C1.
    EXPECT_EQ(keys_of("\xC0\x80\xE0\x80\x80\xED\xA0\x80\xF4\x90\x80\x80\xC3z\x80\xC2\x9B"),
              (std::vector<key>{letter('z')}));
}

TEST(key_reader, ignores_what_it_does_not_know) {
    EXPECT_EQ(keys_of("\x1b[?1;2c\x1b[200~\x1b[M\x1b[<0;3;4m\x1b[12;40R\x1bOPq"), (std::vector<key>{letter('q')}));
    EXPECT_EQ(keys_of("\x1b]11;rgb:0000/0000/0000\x07q\x1bP1$r0m\x1b\\q"),
              (std::vector<key>{letter('q'), letter('q')}));
    EXPECT_EQ(keys_of("\x1b[" + std::string(5000, '1') + "Aq"), (std::vector<key>{letter('q')}));
    EXPECT_EQ(keys_of(std::string_view{"\0\x01\x1c", 3}), std::vector<key>{});
    EXPECT_EQ(keys_of("\x1b[1\x03"), (std::vector<key>{{interrupt, 0}}));
}

TEST(key_reader, takes_escape_for_a_key_when_nothing_follows) {
    key_reader reader;
    std::vector<key> keys;
    reader.read("\x1b", keys);
    EXPECT_TRUE(keys.empty());
    EXPECT_TRUE(reader.waits());
    EXPECT_EQ(reader.rest(), (key{escape, 0}));
    EXPECT_FALSE(reader.waits());
    EXPECT_EQ(reader.rest(), std::nullopt);
    EXPECT_EQ(keys_of("\x1b\x1b[A"), (std::vector<key>{{escape, 0}, {up, 0}}));
    EXPECT_EQ(keys_of("\x1bq"), (std::vector<key>{{escape, 0}, letter('q')}));
    reader.read("\x1b[1", keys);
    EXPECT_EQ(reader.rest(), std::nullopt) << "a sequence that was cut off is no key";
}

TEST(key_reader, does_not_care_how_octets_are_cut) {
    std::mt19937 random{1};
    constexpr std::string_view likely{"\x1b\x1b\x1b[[O]P\\1;~AZqé\x07\x03", 20};
    for (int run = 0; run < 2000; ++run) {
        std::string octets;
        for (int i = 0; i < 40; ++i)
            octets += random() % 4 == 0 ? static_cast<char>(random() % 256) : likely[random() % likely.size()];
        ASSERT_EQ(keys_of(octets), keys_of_single_octets(octets)) << "run " << run;
    }
}

}  // namespace
}  // namespace tracerouter::view
