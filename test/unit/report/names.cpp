#include "report/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

namespace tracerouter::report {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;

// Scripts depend on these words.
TEST(names, are_those_of_the_schema) {
    EXPECT_EQ(to_string(stop_reason::destination), "destination");
    EXPECT_EQ(to_string(stop_reason::unreachable), "unreachable");
    EXPECT_EQ(to_string(stop_reason::gap), "gap");
    EXPECT_EQ(to_string(stop_reason::max_hops), "max-hops");
    EXPECT_EQ(to_string(stop_reason::loop), "loop");
    EXPECT_EQ(to_string(stop_reason::interrupted), "interrupted");
    EXPECT_EQ(to_string(stop_reason::send_failed), "send-failed");
    EXPECT_EQ(to_string(stop_reason::probe_limit), "probe-limit");

    EXPECT_EQ(to_string(hop_state::answered), "answered");
    EXPECT_EQ(to_string(hop_state::skipped), "skipped");
    EXPECT_EQ(to_string(hop_state::silent), "silent");
    EXPECT_EQ(to_string(hop_state::inferred), "inferred");
    EXPECT_EQ(to_string(hop_state::limited), "limited");

    EXPECT_EQ(to_string(probe_status::replied), "replied");
    EXPECT_EQ(to_string(probe_status::timeout), "timeout");
    EXPECT_EQ(to_string(probe_status::send_failed), "send-failed");
    EXPECT_EQ(to_string(probe_status::unsent), "unsent");

    EXPECT_EQ(to_string(reply_kind::echo_reply), "echo-reply");
    EXPECT_EQ(to_string(reply_kind::time_exceeded), "time-exceeded");
    EXPECT_EQ(to_string(reply_kind::port_unreachable), "port-unreachable");
    EXPECT_EQ(to_string(reply_kind::too_big), "too-big");
    EXPECT_EQ(to_string(reply_kind::prohibited), "prohibited");
    EXPECT_EQ(to_string(reply_kind::unreachable), "unreachable");
    EXPECT_EQ(to_string(reply_kind::syn_ack), "syn-ack");
    EXPECT_EQ(to_string(reply_kind::reset), "reset");

    EXPECT_EQ(to_string(failure_kind::invalid), "invalid-target");
    EXPECT_EQ(to_string(failure_kind::unresolved), "unresolved");
    EXPECT_EQ(to_string(failure_kind::unsent), "send-failed");

    EXPECT_EQ(to_string(stamp_source::kernel), "kernel");
    EXPECT_EQ(to_string(stamp_source::process), "process");
}

template <class Enumeration>
std::set<std::string> words(std::initializer_list<int> values) {
    std::set<std::string> out;
    for (const int value : values) {
        std::ostringstream written;
        written << static_cast<Enumeration>(value);
        EXPECT_EQ(written.str(), to_string(static_cast<Enumeration>(value)));
        out.insert(written.str());
    }
    return out;
}

TEST(names, of_each_value_can_be_written_to_a_stream) {
    EXPECT_THAT(words<protocol>({0, 1, 2}), ElementsAre("icmp", "tcp", "udp"));
    EXPECT_THAT(words<interface_role>({0, 1, 2, 3}), ElementsAre("incoming", "next-hop", "outgoing", "sub-ip"));
    EXPECT_THAT(words<log_level>({0, 1, 2, 3, 4}), ElementsAre("debug", "error", "info", "trace", "warn"));
    EXPECT_THAT(words<reply_kind>({0, 1, 2, 3, 4}), SizeIs(5));
    EXPECT_THAT(words<probe_status>({0, 1, 2, 3}), SizeIs(4));
    EXPECT_THAT(words<hop_state>({0, 1, 2, 3}), SizeIs(4));
    EXPECT_THAT(words<stop_reason>({0, 1, 2, 3, 4, 5, 6, 7}), SizeIs(8));
    EXPECT_THAT(words<stamp_source>({0, 1}), SizeIs(2));
    const auto errors = words<errc>({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13});
    EXPECT_THAT(errors, SizeIs(13));
    EXPECT_THAT(errors, Not(Contains("")));
}

}  // namespace
}  // namespace tracerouter::report
