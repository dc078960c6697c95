#include "run/result_parts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scripted_world.hpp"

namespace tracerouter::run {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::SizeIs;

trace_result three_hops() {
    trace_result result;
    result.source = make_address("198.18.0.2");
    result.hops = {answered_hop(1, "198.18.1.1"), answered_hop(2, "198.18.1.2"), answered_hop(3, "198.18.1.1")};
    return result;
}

TEST(result_parts, names_every_address_once) {
    auto result = three_hops();
    result.hops.push_back({.ttl = 4, .state = hop_state::inferred, .inferred_address = make_address("198.18.1.4")});
    EXPECT_THAT(addresses_of(result),
                ElementsAre(make_address("198.18.1.1"), make_address("198.18.1.2"), make_address("198.18.1.4")));
    EXPECT_THAT(addresses_of(result.hops[3]), ElementsAre(make_address("198.18.1.4")));
    EXPECT_THAT(addresses_of(hop_result{}), SizeIs(0));
}

TEST(result_parts, hides_the_first_hops_and_where_they_begin) {
    auto result = three_hops();
    hide_hops(result, 2);
    ASSERT_THAT(result.hops, SizeIs(1));
    EXPECT_EQ(result.hops[0].ttl, 3);
    EXPECT_TRUE(result.source.is_unspecified());
}

TEST(result_parts, hides_nothing_unless_asked_to) {
    auto result = three_hops();
    hide_hops(result, 0);
    EXPECT_EQ(result, three_hops());
}

}  // namespace
}  // namespace tracerouter::run
