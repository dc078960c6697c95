#include "host/grant.hpp"

#include <gtest/gtest.h>

namespace tracerouter::host {
namespace {

TEST(beyond_grant, what_everybody_has_is_granted) {
    EXPECT_EQ(beyond_grant({}), std::nullopt);
}

TEST(beyond_grant, as_much_as_the_ceilings_and_no_more) {
    tracer_options asked;
    asked.rate = most_granted_rate;
    asked.window = most_granted_window;
    EXPECT_EQ(beyond_grant(asked), std::nullopt);
    asked.window = most_granted_window + 1;
    EXPECT_EQ(beyond_grant(asked),
              "--parallel 1001: expected a number from 1 to 1000, for users who have CAP_NET_RAW only through the "
              "program's file");
    asked.rate = most_granted_rate + 1;
    EXPECT_EQ(beyond_grant(asked),
              "--rate 10001: expected a number from 1 to 10000, for users who have CAP_NET_RAW only through the "
              "program's file");
    asked.rate = 0;
    EXPECT_TRUE(beyond_grant(asked));
}

TEST(beyond_grant, no_source_port_of_a_service) {
    tracer_options asked;
    asked.source_port = least_granted_port;
    EXPECT_EQ(beyond_grant(asked), std::nullopt);
    asked.source_port = 53;
    EXPECT_EQ(beyond_grant(asked),
              "--source-port 53: expected a number from 1024 to 65535, for users who have CAP_NET_RAW only through the "
              "program's file");
}

TEST(beyond_grant, no_firewall_mark) {
    tracer_options asked;
    asked.mark = 0;
    EXPECT_EQ(beyond_grant(asked), "--fwmark: not for users who have CAP_NET_RAW only through the program's file");
}

}  // namespace
}  // namespace tracerouter::host
