#include "base/numbers.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace tracerouter {
namespace {

TEST(whole_number, is_all_of_a_text) {
    EXPECT_EQ(whole_number<std::uint8_t>("0"), 0);
    EXPECT_EQ(whole_number<std::uint8_t>("255"), 255);
    EXPECT_EQ(whole_number<std::uint8_t>("007"), 7);
    EXPECT_EQ(whole_number<std::uint64_t>("18446744073709551615"), UINT64_MAX);
    EXPECT_EQ(whole_number<std::uint32_t>("fF", 16), 255u);
}

TEST(whole_number, has_no_sign_no_prefix_and_nothing_around_it) {
    for (const auto* text : {"", " ", "+1", "-1", " 1", "1 ", "1.0", "0x1", "a", "1,2"}) {
        EXPECT_EQ(whole_number<std::uint32_t>(text), std::nullopt) << text;
    }
    EXPECT_EQ(whole_number<std::uint32_t>("0x1", 16), std::nullopt);
    EXPECT_EQ(whole_number<std::uint32_t>(std::string_view{"1\0", 2}), std::nullopt);
    EXPECT_EQ(whole_number<std::uint32_t>({}), std::nullopt);
}

TEST(whole_number, fits_into_its_type) {
    EXPECT_EQ(whole_number<std::uint8_t>("256"), std::nullopt);
    EXPECT_EQ(whole_number<std::uint64_t>("18446744073709551616"), std::nullopt);
}

TEST(take_number, leaves_what_is_behind_it) {
    std::string_view text = "12-34";
    EXPECT_EQ(take_number<std::uint32_t>(text), 12u);
    EXPECT_EQ(text, "-34");
    EXPECT_EQ(take_number<std::uint32_t>(text), std::nullopt);
    EXPECT_EQ(text, "-34");
}

TEST(take_number, leaves_what_is_too_big) {
    std::string_view text = "300 ";
    EXPECT_EQ(take_number<std::uint8_t>(text), std::nullopt);
    EXPECT_EQ(text, "300 ");
}

}  // namespace
}  // namespace tracerouter
