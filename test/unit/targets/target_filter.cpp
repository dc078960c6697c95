#include "targets/target_filter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace tracerouter::targets {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> admitted(target_filter& filter, std::string_view block) {
    auto walk = filter.admit(parse_prefix(block).value());
    std::vector<std::string> addresses;
    while (const auto next = walk.next()) {
        if (!filter.stood_alone(*next)) addresses.push_back(next->to_string());
    }
    return addresses;
}

TEST(target_filter, admits_an_address_once) {
    target_filter filter{{}};
    EXPECT_TRUE(filter.admit(make_address("198.18.0.1")));
    EXPECT_FALSE(filter.admit(make_address("198.18.0.1")));
    EXPECT_TRUE(filter.admit(make_address("2001:db8::1")));
    EXPECT_FALSE(filter.admit(make_address("2001:db8::1")));
}

TEST(target_filter, admits_nothing_that_is_excluded) {
    target_filter filter{exclusion_list{{parse_prefix("198.18.0.0/31").value(), parse_prefix("198.18.0.6").value()}}};
    EXPECT_FALSE(filter.admit(make_address("198.18.0.1")));
    EXPECT_TRUE(filter.admit(make_address("198.18.0.4")));
    EXPECT_THAT(admitted(filter, "198.18.0.0/29"), ElementsAre("198.18.0.2", "198.18.0.3", "198.18.0.5", "198.18.0.7"));
}

TEST(target_filter, admits_no_address_of_an_earlier_prefix) {
    target_filter filter{{}};
    EXPECT_THAT(admitted(filter, "198.18.0.2/31"), ElementsAre("198.18.0.2", "198.18.0.3"));
    EXPECT_FALSE(filter.admit(make_address("198.18.0.3")));
    EXPECT_THAT(admitted(filter, "198.18.0.0/30"), ElementsAre("198.18.0.0", "198.18.0.1"));
    EXPECT_THAT(admitted(filter, "198.18.0.0/31"), IsEmpty());
    EXPECT_FALSE(filter.admit(make_address("198.18.0.0")));
}

TEST(target_filter, admits_a_name_once_however_it_is_written) {
    target_filter filter{{}};
    EXPECT_TRUE(filter.admit("one.example"));
    EXPECT_FALSE(filter.admit("One.EXAMPLE."));
    EXPECT_TRUE(filter.admit("two.example"));
    EXPECT_TRUE(filter.admit("eno.example"));
}

}  // namespace
}  // namespace tracerouter::targets
