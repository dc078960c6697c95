#include "engine/end_claims.hpp"

#include <gtest/gtest.h>

namespace tracerouter::engine {
namespace {

const auto near_router = boost::asio::ip::make_address("198.18.1.3");
const auto far_router = boost::asio::ip::make_address("198.18.1.4");

TEST(end_claims, have_no_verdict_where_nothing_was_said) {
    EXPECT_TRUE(end_claims{}.empty());
    EXPECT_FALSE(end_claims{}.verdict(0));
}

TEST(end_claims, put_the_end_where_it_was_met_first) {
    end_claims claims;
    claims.add(5, near_router, false);
    claims.add(3, near_router, false);
    claims.add(4, near_router, false);
    claims.add(4, near_router, false);
    const auto end = claims.verdict(0);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->ttl, 3);
    EXPECT_EQ(end->responder, near_router);
    EXPECT_EQ(end->refused_up_to, 5);
    EXPECT_EQ(end->further_ttls, 2);
    EXPECT_FALSE(end->arrived);
}

TEST(end_claims, are_void_where_a_probe_of_a_higher_ttl_has_passed) {
    end_claims claims;
    claims.add(3, near_router, false);
    claims.pass(3);
    EXPECT_TRUE(claims.verdict(0));
    claims.pass(4);
    EXPECT_FALSE(claims.verdict(0));
    claims.add(6, near_router, false);
    EXPECT_EQ(claims.verdict(0)->ttl, 6);
    EXPECT_EQ(claims.verdict(0)->further_ttls, 0);
}

TEST(end_claims, of_a_router_are_void_where_another_speaks_behind_it) {
    end_claims claims;
    claims.add(3, near_router, false);
    claims.add(4, far_router, false);
    EXPECT_EQ(claims.verdict(0)->ttl, 4);
    claims.add(5, near_router, false);
    EXPECT_EQ(claims.verdict(0)->ttl, 3) << "two beside each other, which share the probes";
}

TEST(end_claims, of_a_scout_are_of_the_highest_ttl_and_of_no_hop) {
    end_claims claims;
    claims.add_for_scout(far_router);
    EXPECT_FALSE(claims.verdict(0));
    claims.add(3, near_router, false);
    EXPECT_FALSE(claims.verdict(0)) << "the distance probe has passed it";
    claims.add(5, far_router, true);
    EXPECT_EQ(claims.verdict(0)->ttl, 5);
    EXPECT_EQ(claims.verdict(0)->refused_up_to, UINT8_MAX);
    EXPECT_TRUE(claims.verdict(0)->arrived);
}

TEST(end_claims, do_not_go_back_behind_what_has_been_shown) {
    end_claims claims;
    claims.add(3, near_router, false);
    claims.add(9, near_router, false);
    EXPECT_EQ(claims.verdict(3)->ttl, 3);
    EXPECT_EQ(claims.verdict(4)->ttl, 9);
    EXPECT_FALSE(claims.verdict(10));
}

TEST(end_claims, reach_the_last_ttl_of_all) {
    end_claims claims;
    claims.add(UINT8_MAX, near_router, false);
    EXPECT_EQ(claims.verdict(UINT8_MAX)->ttl, UINT8_MAX);
    claims.pass(UINT8_MAX);
    EXPECT_TRUE(claims.verdict(0));
}

TEST(end_claims, listen_to_no_more_than_a_path_can_have) {
    end_claims claims;
    claims.add(1, near_router, false);
    for (unsigned number = 0; number < 1'000; ++number) {
        claims.add(9, boost::asio::ip::address_v4{0x0a000000 + number}, false);
    }
    claims.pass(20);
    claims.add(21, far_router, false);
    EXPECT_FALSE(claims.verdict(0));
    claims.add(22, near_router, false);
    EXPECT_EQ(claims.verdict(0)->ttl, 22);
}

reply saying(reply_kind kind, std::optional<std::uint32_t> mtu) {
    reply answer;
    answer.kind = kind;
    answer.mtu = mtu;
    return answer;
}

TEST(end_claims, take_too_big_for_what_it_says) {
    EXPECT_TRUE(says_too_big(saying(reply_kind::too_big, 1'400), 1'500));
    EXPECT_TRUE(says_too_big(saying(reply_kind::too_big, {}), 60)) << "older routers tell no MTU";
    EXPECT_FALSE(says_too_big(saying(reply_kind::too_big, 1'500), 1'500));
    EXPECT_FALSE(says_too_big(saying(reply_kind::too_big, 9'000), 60));
    EXPECT_FALSE(says_too_big(saying(reply_kind::prohibited, {}), 60));
    EXPECT_FALSE(says_too_big(saying(reply_kind::port_unreachable, {}), 80));
}

}  // namespace
}  // namespace tracerouter::engine
