#include "responder.hpp"

#include <gtest/gtest.h>

#include "probe_maker.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// One router with `keys` before a destination with `end_keys`.
class responder_test : public testing::Test {
protected:
    void build(const std::string& keys, const std::string& end_keys = R"("silent": false)") {
        network_.emplace(scenario_of(R"({"routers": {"a": {"address": "198.18.1.1", "rtt": 10, )" + keys + R"(}},
            "paths": {"main": ["a"]}, "destinations": [{"address": "198.18.10.1", "rtt": 20, )" +
                                     end_keys + "}]}"));
        responder_.emplace(*network_);
    }

    answer_plan ask(const octets& bytes, nanoseconds now = 1s) { return responder_->decide(parsed(bytes), now); }

    int answered(int asked) {
        int count = 0;
        for (int i = 0; i < asked; ++i) count += ask(echo_to("198.18.10.1", 1)).kind != answer_kind::none ? 1 : 0;
        return count;
    }

    std::optional<internet> network_;
    std::optional<responder> responder_;
};

TEST_F(responder_test, delay_is_the_round_trip_time_with_jitter_and_slowness) {
    build(R"("silent": false)");
    EXPECT_EQ(ask(echo_to("198.18.10.1", 1)).delay, 10ms);
    EXPECT_EQ(ask(echo_to("198.18.10.1", 2)).delay, 20ms);
    build(R"("slow": 300)");
    EXPECT_EQ(ask(echo_to("198.18.10.1", 1)).delay, 310ms);
    build(R"("jitter": 5)");
    for (int i = 0; i < 100; ++i) {
        EXPECT_GE(ask(echo_to("198.18.10.1", 1)).delay, 10ms);
        EXPECT_LE(ask(echo_to("198.18.10.1", 1)).delay, 15ms);
    }
}

TEST_F(responder_test, silence_has_a_reason) {
    build(R"("silent": true)", R"("echo": false, "udp": false, "tcp": "none")");
    EXPECT_EQ(ask(echo_to("198.18.10.1", 1)).why_not, silence::silent);
    EXPECT_EQ(ask(echo_to("198.18.10.1", 2)).why_not, silence::not_offered);
    EXPECT_EQ(ask(udp_to("198.18.10.1", 2, 1, 2)).why_not, silence::not_offered);
    EXPECT_EQ(ask(tcp_to("198.18.10.1", 2, 2, 1)).why_not, silence::not_offered);
    EXPECT_EQ(ask(echo_to("198.18.77.1", 2)).why_not, silence::astray);
    octets broken = echo_to("198.18.10.1", 2);
    broken.back() ^= 1;
    EXPECT_EQ(ask(broken).why_not, silence::bad_checksum);
}

TEST_F(responder_test, loss_is_as_frequent_as_asked) {
    build(R"("loss": 0.25)");
    EXPECT_NEAR(answered(10'000), 7500, 200);
}

TEST_F(responder_test, limits_touch_errors_but_not_echo_replies) {
    build(R"("limit": "linux")", R"("limit": "linux")");
    EXPECT_EQ(answered(100), 6);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(ask(echo_to("198.18.10.1", 2)).kind, answer_kind::echo_reply);
    int unreachable = 0;
    for (int i = 0; i < 100; ++i)
        unreachable += ask(udp_to("198.18.10.1", 2, 1, 2)).kind == answer_kind::unreachable ? 1 : 0;
    EXPECT_EQ(unreachable, 6);
}

TEST_F(responder_test, answers_from_elsewhere) {
    build(R"("answer_from": "destination")", R"("answer_from": "198.18.10.99")");
    EXPECT_EQ(to_string(ask(echo_to("198.18.10.1", 1)).from), "198.18.10.1");
    EXPECT_EQ(to_string(ask(echo_to("198.18.10.1", 2)).from), "198.18.10.99");
    EXPECT_EQ(to_string(ask(echo_to("198.18.1.1", 2)).from), "198.18.1.1");
}

TEST_F(responder_test, the_same_seed_decides_the_same) {
    build(R"("loss": 0.5)");
    const int first = answered(1000);
    build(R"("loss": 0.5)");
    EXPECT_EQ(answered(1000), first);
}

}  // namespace
}  // namespace lab
