#include "engine/end_claims.hpp"

#include <gtest/gtest.h>

#include "ttl_literal.hpp"

namespace tracerouter::engine {
namespace {

using test::operator""_ttl;

const auto near_router = boost::asio::ip::make_address("198.18.1.3");
const auto far_router = boost::asio::ip::make_address("198.18.1.4");

TEST(end_claims, have_no_verdict_where_nothing_was_said) {
    EXPECT_TRUE(end_claims{}.empty());
    EXPECT_FALSE(end_claims{}.verdict(0_ttl));
}

TEST(end_claims, put_the_end_where_it_was_met_first) {
    end_claims claims;
    claims.add(5_ttl, near_router, false);
    claims.add(3_ttl, near_router, false);
    claims.add(4_ttl, near_router, false);
    claims.add(4_ttl, near_router, false);
    const auto end = claims.verdict(0_ttl);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->ttl, 3_ttl);
    EXPECT_EQ(end->responder, near_router);
    EXPECT_EQ(end->refused_up_to, 5_ttl);
    EXPECT_EQ(end->further_ttls, 2);
    EXPECT_FALSE(end->arrived);
}

TEST(end_claims, are_void_where_a_probe_of_a_higher_ttl_has_passed) {
    end_claims claims;
    claims.add(3_ttl, near_router, false);
    claims.pass(3_ttl);
    EXPECT_TRUE(claims.verdict(0_ttl));
    claims.pass(4_ttl);
    EXPECT_FALSE(claims.verdict(0_ttl));
    claims.add(6_ttl, near_router, false);
    EXPECT_EQ(claims.verdict(0_ttl)->ttl, 6_ttl);
    EXPECT_EQ(claims.verdict(0_ttl)->further_ttls, 0);
}

TEST(end_claims, of_a_router_are_void_where_another_speaks_behind_it) {
    end_claims claims;
    claims.add(3_ttl, near_router, false);
    claims.add(4_ttl, far_router, false);
    EXPECT_EQ(claims.verdict(0_ttl)->ttl, 4_ttl);
    claims.add(5_ttl, near_router, false);
    EXPECT_EQ(claims.verdict(0_ttl)->ttl, 3_ttl) << "two beside each other, which share the probes";
}

TEST(end_claims, of_a_distance_probe_are_of_the_highest_ttl_and_of_no_hop) {
    end_claims claims;
    claims.add_for_distance_probe(far_router);
    EXPECT_FALSE(claims.verdict(0_ttl));
    claims.add(3_ttl, near_router, false);
    EXPECT_FALSE(claims.verdict(0_ttl)) << "the distance probe has passed it";
    claims.add(5_ttl, far_router, true);
    EXPECT_EQ(claims.verdict(0_ttl)->ttl, 5_ttl);
    EXPECT_EQ(claims.verdict(0_ttl)->refused_up_to, hop_ttl::highest);
    EXPECT_TRUE(claims.verdict(0_ttl)->arrived);
}

TEST(end_claims, do_not_go_back_behind_what_has_been_shown) {
    end_claims claims;
    claims.add(3_ttl, near_router, false);
    claims.add(9_ttl, near_router, false);
    EXPECT_EQ(claims.verdict(3_ttl)->ttl, 3_ttl);
    EXPECT_EQ(claims.verdict(4_ttl)->ttl, 9_ttl);
    EXPECT_FALSE(claims.verdict(10_ttl));
}

TEST(end_claims, reach_the_last_ttl_of_all) {
    end_claims claims;
    claims.add(hop_ttl::highest, near_router, false);
    EXPECT_EQ(claims.verdict(hop_ttl::highest)->ttl, hop_ttl::highest);
    claims.pass(hop_ttl::highest);
    EXPECT_TRUE(claims.verdict(0_ttl));
}

TEST(end_claims, listen_to_no_more_than_a_path_can_have) {
    end_claims claims;
    claims.add(1_ttl, near_router, false);
    for (unsigned number = 0; number < 1'000; ++number) {
        claims.add(9_ttl, boost::asio::ip::address_v4{0x0a000000 + number}, false);
    }
    claims.pass(20_ttl);
    claims.add(21_ttl, far_router, false);
    EXPECT_FALSE(claims.verdict(0_ttl));
    claims.add(22_ttl, near_router, false);
    EXPECT_EQ(claims.verdict(0_ttl)->ttl, 22_ttl);
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
