#include "targets/target_syntax.hpp"

#include <gtest/gtest.h>

#include <string>

#include "targets/error.hpp"

namespace tracerouter::targets {
namespace {

using boost::asio::ip::make_address;

TEST(parse_target, tells_names_addresses_and_prefixes_apart) {
    EXPECT_EQ(parse_target("example.net").value(), target_spec{host_name{"example.net"}});
    EXPECT_EQ(parse_target("198.18.0.1").value(), target_spec{make_address("198.18.0.1")});
    EXPECT_EQ(parse_target("198.18.0.0/28").value(), (target_spec{prefix{make_address("198.18.0.0"), 28}}));
    EXPECT_EQ(parse_target("2001:db8::1").value(), target_spec{make_address("2001:db8::1")});
    EXPECT_EQ(parse_target("2001:db8::/32").value(), (target_spec{prefix{make_address("2001:db8::"), 32}}));
    EXPECT_EQ(parse_target("fe80::1%1").value(), target_spec{make_address("fe80::1%1")});
}

TEST(parse_target, takes_what_ends_in_a_number_for_an_address) {
    for (const auto* wrong : {"300.1.2.3", "198.18.0", "198.18.0.1.", "127.1", "1", "example.7", "198.18.0.01", "::g",
                              "2001:db8::1::2", "[2001:db8::1]:80"}) {
        EXPECT_EQ(parse_target(wrong).error(), errc::invalid_address) << wrong;
    }
}

TEST(parse_target, refuses_bad_prefixes_and_names) {
    EXPECT_EQ(parse_target("198.18.0.0/33").error(), errc::invalid_prefix);
    EXPECT_EQ(parse_target("example.net/24").error(), errc::invalid_prefix);
    EXPECT_EQ(parse_target("http://example.net/").error(), errc::invalid_prefix);
    EXPECT_EQ(parse_target("-x.example").error(), errc::invalid_name);
    EXPECT_EQ(parse_target("").error(), errc::invalid_name);
    EXPECT_EQ(parse_target("::ffff:198.18.0.0/95").error(), errc::mapped_prefix);
}

TEST(parse_target, refuses_control_characters_wherever_they_stand) {
    for (const std::string& text :
         {std::string{"198.18.0.1\0.evil", 16}, std::string{"\0", 1}, std::string{"198.18.0.1\0", 11},
          std::string{"198.18.0.0/28\0", 14}, std::string{"a\x1b[m"}, std::string{"a\x7f"}, std::string{"a\vb"},
          std::string{"fe80::1%a\x01"}, std::string{"\u0085.example"}}) {
        EXPECT_EQ(parse_target(text).error(), errc::control_character) << text;
    }
}

TEST(is_host_name, allows_what_rfc_1123_allows) {
    const std::string label(63, 'a');
    for (const std::string& name :
         {std::string{"a"}, std::string{"example.net"}, std::string{"example.net."}, std::string{"3com.example"},
          std::string{"xn--bcher-kva.example"}, std::string{"a-b.c--d"}, std::string{"EXAMPLE.net"}, label,
          label + '.' + label + '.' + label + '.' + std::string(61, 'b')}) {
        EXPECT_TRUE(is_host_name(name)) << name;
    }
}

TEST(is_host_name, allows_what_is_seen_in_practice) {
    EXPECT_TRUE(is_host_name("_dmarc.example.net"));
    EXPECT_TRUE(is_host_name("b\u00fccher.example"));
}

TEST(is_host_name, refuses_all_else) {
    const std::string label(63, 'a');
    for (const std::string& name :
         {std::string{""}, std::string{"."}, std::string{".."}, std::string{"a..b"}, std::string{".a"},
          std::string{"-a"}, std::string{"a-"}, std::string{"a.-b"}, std::string{"a b"}, std::string{"a\tb"},
          std::string{"a\0b", 3}, std::string{"a\x1b[m"}, std::string{"a@b"}, std::string{"a,b"}, label + 'a',
          label + '.' + label + '.' + label + '.' + std::string(62, 'b')}) {
        EXPECT_FALSE(is_host_name(name)) << name;
    }
}

}  // namespace
}  // namespace tracerouter::targets
