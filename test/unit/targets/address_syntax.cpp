#include "targets/address_syntax.hpp"

#include <gtest/gtest.h>

#include <string>

#include "targets/error.hpp"

namespace tracerouter::targets {
namespace {

using boost::asio::ip::make_address;

std::string read(std::string_view text) {
    const auto address = parse_address(text);
    return address ? address->to_string() : address.error().message();
}

TEST(parse_address, takes_mapped_addresses_for_what_they_mean) {
    for (const auto* text :
         {"198.18.0.1", "::ffff:198.18.0.1", "::FFFF:c612:1", "0:0:0:0:0:ffff:198.18.0.1", "::ffff:198.18.0.1%lo"}) {
        EXPECT_EQ(read(text), "198.18.0.1") << text;
    }
    for (const auto* text : {"::198.18.0.1", "2001:db8::1"}) EXPECT_EQ(read(text), text);
}

TEST(parse_address, keeps_the_interface_of_link_local_addresses_alone) {
    EXPECT_EQ(parse_address("fe80::1%1").value(), make_address("fe80::1%1"));
    EXPECT_EQ(parse_address("fe80::1%lo").value(), make_address("fe80::1%lo"));
    EXPECT_EQ(parse_address("fe80::1%4294967295").value().to_v6().scope_id(), 4294967295);
    EXPECT_EQ(parse_address("2001:db8::1%1").value(), make_address("2001:db8::1"));
    EXPECT_EQ(parse_address("::1%lo").value(), make_address("::1"));
}

TEST(parse_address, knows_no_interface_that_is_not_there) {
    for (const auto* text :
         {"fe80::1%nosuch0", "fe80::1%1x", "fe80::1%(10.0.0.1)", "fe80::1%4294967296", "fe80::1%-1"}) {
        EXPECT_EQ(parse_address(text).value(), make_address("fe80::1")) << text;
    }
}

TEST(parse_address, refuses_all_else) {
    for (const std::string& text :
         {std::string{}, std::string{"198.18.0"}, std::string{"198.18.0.1%lo"}, std::string{"fe80::1%"},
          std::string{"%lo"}, std::string{"fe80::1%a b"}, std::string{"fe80::1%a/b"},
          std::string{"fe80::1%sixteen-letters-"}, std::string{"198.18.0.1\0x", 12}, std::string{"2001:db8::1\0", 12},
          std::string{"fe80::1%lo\0x", 12}, std::string{"fe80::1%\x1b[m"}, std::string{" 198.18.0.1"},
          std::string{"198.18.0.1 "}}) {
        EXPECT_EQ(parse_address(text).error(), errc::invalid_address) << text;
    }
}

TEST(has_control_characters, knows_those_of_ascii_and_of_c1) {
    for (const auto* text : {"\t", "a\x1b", "\x7f", "a\u0080", "\u009b31m"}) EXPECT_TRUE(has_control_characters(text));
    for (const auto* text : {"", "b\u00fccher", "\u00a0", "\xc2", "\x80"}) EXPECT_FALSE(has_control_characters(text));
}

}  // namespace
}  // namespace tracerouter::targets
