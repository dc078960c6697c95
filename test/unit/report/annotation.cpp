#include "report/annotation.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "results.hpp"

namespace tracerouter::report {
namespace {

TEST(annotation, of_every_code_of_unreachable) {
    // As Debian's traceroute 2.1 prints them, but for port unreachable: that is how it knows a UDP trace has arrived.
    const std::vector<std::string> expected{"!N", "!H", "!P", "!<3>", "!F", "!S", "!N", "!H",
                                            "!N", "!X", "!X", "!N",   "!H", "!X", "!V", "!C"};
    for (std::uint8_t code = 0; code < expected.size(); ++code) {
        EXPECT_EQ(annotation(unreachable("198.18.1.1", us(1), code)), expected[code]) << "code " << int{code};
    }
    EXPECT_EQ(annotation(unreachable("198.18.1.1", us(1), 255)), "!<255>");
}

TEST(annotation, of_every_code_of_ipv6) {
    const std::vector<std::string> expected{"!N", "!X", "!H", "!H", "!<4>", "!<5>", "!<6>", "!<7>"};
    for (std::uint8_t code = 0; code < expected.size(); ++code) {
        auto answer = unreachable("2001:db8::1", us(1), code);
        answer.icmp_type = 1;
        EXPECT_EQ(annotation(answer), expected[code]) << "code " << int{code};
    }
}

TEST(annotation, of_parameter_problems) {
    auto answer = unreachable("198.18.1.1", us(1), 0);
    answer.icmp_type = 12;
    EXPECT_EQ(annotation(answer), "!<12-0>");
    answer.icmp_code = 3;
    answer.arrived = true;
    EXPECT_EQ(annotation(answer), "!<12-3>") << "that nobody listens is the code of another type";
    answer.responder = boost::asio::ip::make_address("2001:db8::1");
    answer.icmp_type = 4;
    EXPECT_EQ(annotation(answer), "!<4-3>");
}

TEST(annotation, of_nothing_else) {
    auto fragment = exceeded("198.18.1.1", us(1));
    fragment.icmp_code = 1;
    EXPECT_EQ(annotation(fragment), "");
    auto echo = exceeded("198.18.1.1", us(1));
    echo.kind = reply_kind::echo_reply;
    EXPECT_EQ(annotation(echo), "");
}

}  // namespace
}  // namespace tracerouter::report
