#include "targets/target_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "target_source_test.hpp"
#include "targets/error.hpp"

namespace tracerouter::targets {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(target_source_test, gives_arguments_before_lists_and_expands_prefixes_in_place) {
    const scratch_file file{"two.example\n198.18.1.0/31\nthree.example\n"};
    target_source source{typed({"one.example", "198.18.0.0/30", "198.18.9.9"}), list(file), {}};
    EXPECT_THAT(drain(source), ElementsAre("one.example", "198.18.0.0", "198.18.0.1", "198.18.0.2", "198.18.0.3",
                                           "198.18.9.9", "two.example", "198.18.1.0", "198.18.1.1", "three.example"));
    EXPECT_EQ(source.next(), pulled_target{no_target::end});
}

TEST_F(target_source_test, tells_names_from_addresses) {
    target_source source{typed({"one.example", "198.18.9.9"}), {}, {}};
    EXPECT_EQ(source.next(), (pulled_target{target{"one.example", host_name{"one.example"}}}));
    EXPECT_EQ(source.next(), (pulled_target{target{"198.18.9.9", boost::asio::ip::make_address("198.18.9.9")}}));
}

TEST_F(target_source_test, reads_lists_as_people_write_them) {
    const scratch_file file{
        "\xEF\xBB\xBF# of an editor that marks its files\r\n"
        "\r\n"
        "  one.example \t# the gateway\r\n"
        "\t\r\n"
        "#two.example\n"
        "three.example#no blank\n"
        "198.18.0.1"};
    target_source source{{}, list(file), {}};
    EXPECT_THAT(drain(source), ElementsAre("one.example", "three.example", "198.18.0.1"));
}

TEST_F(target_source_test, tells_the_line_of_what_is_wrong_and_goes_on) {
    const scratch_file file{"one.example\n\nnot a target\n300.1.1.1\n198.18.0.0/40\n-x\n" +
                            std::string(max_line_length + 1, 'x') + "\ntwo.example\n"};
    target_source source{{}, list(file), {}};
    const auto& path = file.path();
    EXPECT_THAT(
        drain(source),
        ElementsAre(
            "one.example", path + ":3: not a target: Expected one target per line",
            path + ":4: 300.1.1.1: Not an IPv4 or IPv6 address",
            path + ":5: 198.18.0.0/40: Not a prefix: expected an address, a slash and a length of 0 to 32 (IPv6: 128)",
            path + ":6: -x: Not a host name, an address or a prefix", path + ":7: : The line is too long for a target",
            "two.example"));
}

TEST_F(target_source_test, takes_both_families) {
    target_source source{typed({"2001:db8::/127", "::1", "198.18.0.1", "::ffff:198.18.0.2"}), {}, {}};
    EXPECT_THAT(drain(source), ElementsAre("2001:db8::", "2001:db8::1", "::1", "198.18.0.1", "::ffff:198.18.0.2"));
}

TEST_F(target_source_test, refuses_the_family_not_asked_for_once_for_a_whole_prefix) {
    const std::initializer_list<std::string_view> wanted{"2001:db8::/127", "::1", "198.18.0.0/31", "198.18.0.1"};
    const std::string refusal = ": The address is not of the requested family";
    target_source only_v4{typed(wanted), {}, {}, {address_family::ipv4}};
    EXPECT_THAT(drain(only_v4),
                ElementsAre(": 2001:db8::/127" + refusal, ": ::1" + refusal, "198.18.0.0", "198.18.0.1"));
    target_source only_v6{typed(wanted), {}, {}, {address_family::ipv6}};
    EXPECT_THAT(drain(only_v6),
                ElementsAre("2001:db8::", "2001:db8::1", "::1", ": 198.18.0.0/31" + refusal, ": 198.18.0.1" + refusal));
}

TEST_F(target_source_test, refuses_prefixes_that_nobody_can_probe) {
    target_source source{typed({"2001:db8::/63", "2001:db8::ffff:ffff/64"}), {}, {}};
    EXPECT_EQ(std::get<rejected_target>(source.next()).error, errc::prefix_too_wide);
    EXPECT_EQ(std::get<target>(source.next()).text, "2001:db8::");
}

TEST_F(target_source_test, leaves_out_excluded_addresses) {
    const scratch_file file{"198.18.0.9\n198.18.0.8/31\n"};
    target_source source{typed({"198.18.0.0/29", "198.18.0.9", "198.18.0.3"}), list(file),
                         excluding({"198.18.0.2/31", "198.18.0.0", "198.18.0.9", "198.18.0.6/30"})};
    EXPECT_THAT(drain(source), ElementsAre("198.18.0.1", "198.18.0.8"));
}

TEST_F(target_source_test, knows_ipv4_however_it_is_written) {
    const scratch_file file{"::ffff:198.18.0.4\n198.18.0.2\n::ffff:198.18.0.8/127\n"};
    target_source source{typed({"::ffff:198.18.0.0/126", "::ffff:c612:5"}), list(file),
                         excluding({"198.18.0.1", "::ffff:198.18.0.9"})};
    EXPECT_THAT(drain(source), ElementsAre("198.18.0.0", "198.18.0.2", "198.18.0.3", "::ffff:c612:5",
                                           "::ffff:198.18.0.4", "198.18.0.8"));
}

TEST_F(target_source_test, finds_no_ipv4_inside_prefixes_of_ipv6) {
    target_source source{typed({"::fffe:0:0/95"}), {}, {}};
    EXPECT_THAT(drain(source, 3), ElementsAre("::fffe:0:0", "::fffe:0:1", "::fffe:0:2"));
    target_source wide{typed({"::fffe:ffff:fffe/95"}), {}, excluding({"::fffe:0:0/96"})};
    EXPECT_THAT(drain(wide), IsEmpty());
}

TEST_F(target_source_test, jumps_over_excluded_parts_however_large) {
    target_source source{typed({"0.0.0.0/0"}), {}, excluding({"0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"})};
    EXPECT_THAT(drain(source, 2), ElementsAre("224.0.0.0", "224.0.0.1"));
    target_source nothing{typed({"0.0.0.0/0"}), {}, excluding({"0.0.0.0/0"})};
    EXPECT_THAT(drain(nothing), IsEmpty());
}

TEST_F(target_source_test, gives_nothing_twice) {
    const scratch_file file{"198.18.0.9\none.example\n198.18.0.3\n198.18.0.8/30\nONE.example.\n198.18.0.9/32\n"};
    target_source source{typed({"198.18.0.2/31", "198.18.0.0/30", "198.18.0.9", "198.18.0.9"}), list(file), {}};
    EXPECT_THAT(drain(source), ElementsAre("198.18.0.2", "198.18.0.3", "198.18.0.0", "198.18.0.1", "198.18.0.9",
                                           "one.example", "198.18.0.8", "198.18.0.10", "198.18.0.11"));
}

TEST_F(target_source_test, keeps_addresses_as_they_are_written) {
    target_source source{typed({"2001:DB8::1", "2001:db8:0::1", "2001:db8::2"}), {}, {}};
    EXPECT_THAT(drain(source), ElementsAre("2001:DB8::1", "2001:db8::2"));
}

TEST_F(target_source_test, knows_how_many_there_are_once_it_has_read_everything) {
    target_source source{typed({"198.18.0.0/16", "198.18.0.1", "one.example"}), {}, excluding({"198.18.1.0/24"})};
    EXPECT_EQ(source.expected(), std::nullopt);
    EXPECT_TRUE(source.read_ahead(100'000));
    EXPECT_EQ(source.expected(), (target_count{65'536 - 256 + 1, true}));
    EXPECT_EQ(drain(source, 7).size(), 7u);
    EXPECT_EQ(source.expected(), (target_count{65'536 - 256 + 1, true}));
}

TEST_F(target_source_test, estimates_how_many_there_are_from_the_part_of_the_lists_it_has_read) {
    std::string lines;
    for (int i = 0; i < 100'000; ++i) lines += "target-" + std::to_string(100'000 + i) + ".example\n";
    const scratch_file file{lines};
    target_source source{{}, list(file), {}};
    EXPECT_TRUE(source.read_ahead(1000));
    EXPECT_EQ(source.expected(), (target_count{100'000, false}));
}

TEST_F(target_source_test, cannot_count_what_nobody_can) {
    target_source source{typed({"2001:db8::/64", "2001:db8:0:1::/64"}), {}, {}};
    EXPECT_TRUE(source.read_ahead(1));
    EXPECT_EQ(drain(source, 3).size(), 3u);
    EXPECT_EQ(source.expected(), std::nullopt);
}

TEST_F(target_source_test, reads_ahead_without_losing_anything) {
    const scratch_file file{"bad one\none.example\n198.18.0.0/16\n"};
    target_source source{{}, list(file), {}};
    EXPECT_TRUE(source.read_ahead(3));
    EXPECT_EQ(source.held(), 65'537u);
    EXPECT_THAT(drain(source, 5), ElementsAre(file.path() + ":1: bad one: Expected one target per line", "one.example",
                                              "198.18.0.0", "198.18.0.1", "198.18.0.2"));
}

TEST_F(target_source_test, reads_ahead_no_farther_than_the_end) {
    target_source source{typed({"198.18.0.0/30"}), {}, {}};
    EXPECT_TRUE(source.read_ahead(33));
    EXPECT_EQ(source.held(), 4u);
    EXPECT_EQ(drain(source).size(), 4u);
}

TEST_F(target_source_test, without_anything_ends_at_once) {
    target_source source{{}, {}, {}};
    EXPECT_TRUE(source.read_ahead(33));
    EXPECT_EQ(source.next(), pulled_target{no_target::end});
    EXPECT_EQ(source.next(), pulled_target{no_target::end});
}

}  // namespace
}  // namespace tracerouter::targets
