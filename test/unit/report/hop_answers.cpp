#include "report/hop_answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "results.hpp"

namespace tracerouter::report {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::IsEmpty;

const hop_result mixed_hop = hop_of(
    3, {replied(exceeded("198.18.1.4", us(400))), timed_out(), replied(exceeded("198.18.1.3", us(300))), unsent(),
        refused_probe(boost::system::errc::no_buffer_space), replied(exceeded("198.18.1.4", us(500)))});

TEST(hop_answers, are_those_of_its_probes_by_query) {
    std::vector<duration> times;
    for (const auto& answer : replies_of(mixed_hop)) times.push_back(answer.rtt);
    EXPECT_THAT(times, ElementsAre(us(400), us(300), us(500)));
    EXPECT_TRUE(replies_of(hop_of(3, {timed_out()})).empty());
}

TEST(hop_answers, come_from_responders_each_once) {
    EXPECT_THAT(responders_of(mixed_hop), ElementsAre(make_address("198.18.1.4"), make_address("198.18.1.3")));
    EXPECT_THAT(responders_of(hop_of(3, {timed_out()})), IsEmpty());
}

TEST(hop_answers, may_be_those_of_other_traces) {
    auto hop = hop_of(3, {timed_out()});
    hop.inferred_address = make_address("198.18.1.9");
    EXPECT_THAT(responders_of(hop), ElementsAre(make_address("198.18.1.9")));
}

TEST(hop_answers, are_counted_beside_what_was_sent) {
    const auto counts = counts_of(mixed_hop);
    EXPECT_EQ(counts.sent, 4u);
    EXPECT_EQ(counts.answered, 3u);
    EXPECT_EQ(counts.refused, 1u);
}

}  // namespace
}  // namespace tracerouter::report
