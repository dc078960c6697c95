#include "host/grant.hpp"

#include <gtest/gtest.h>

namespace tracerouter::host {
namespace {

TEST(check_grant, what_everybody_has_is_granted) {
    EXPECT_TRUE(check_grant({}));
}

TEST(check_grant, as_much_as_the_ceilings_and_no_more) {
    tracer_options asked;
    asked.rate = most_granted_rate;
    asked.window = most_granted_window;
    EXPECT_TRUE(check_grant(asked));
    asked.window = most_granted_window + 1;
    EXPECT_EQ(check_grant(asked).error().message,
              "--parallel 1001: expected a number from 1 to 1000, for users who have CAP_NET_RAW only "
              "through the program's file");
    asked.window = max_window;
    EXPECT_TRUE(check_grant(asked)) << "that is what everybody has who asks for nothing";
    asked.rate = most_granted_rate + 1;
    EXPECT_EQ(check_grant(asked).error().message,
              "--rate 10001: expected a number from 1 to 10000, for users who have CAP_NET_RAW only "
              "through the program's file");
    asked.rate = 0;
    EXPECT_FALSE(check_grant(asked));
}

TEST(check_grant, no_way_past_the_firewall) {
    tracer_options asked;
    asked.fast_path = true;
    EXPECT_EQ(check_grant(asked).error().message,
              "--fast-path: not for users who have CAP_NET_RAW only through the program's file");
}

TEST(check_grant, no_source_port_of_a_service) {
    tracer_options asked;
    asked.source_port = least_granted_port;
    EXPECT_TRUE(check_grant(asked));
    asked.source_port = 53;
    EXPECT_EQ(check_grant(asked).error().message,
              "--source-port 53: expected a number from 1024 to 65535, for users who have CAP_NET_RAW only "
              "through the program's file");
}

TEST(check_grant, no_firewall_mark) {
    tracer_options asked;
    asked.mark = 0;
    EXPECT_EQ(check_grant(asked).error().message,
              "--fwmark: not for users who have CAP_NET_RAW only through the program's file");
}

}  // namespace
}  // namespace tracerouter::host
