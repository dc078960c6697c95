#include "report/names.hpp"

#include <gtest/gtest.h>

namespace tracerouter::report {
namespace {

// Scripts depend on these words.
TEST(names, are_those_of_the_schema) {
    EXPECT_EQ(name_of(stop_reason::destination), "destination");
    EXPECT_EQ(name_of(stop_reason::unreachable), "unreachable");
    EXPECT_EQ(name_of(stop_reason::gap), "gap");
    EXPECT_EQ(name_of(stop_reason::max_hops), "max-hops");
    EXPECT_EQ(name_of(stop_reason::loop), "loop");
    EXPECT_EQ(name_of(stop_reason::interrupted), "interrupted");
    EXPECT_EQ(name_of(stop_reason::send_failed), "send-failed");
    EXPECT_EQ(name_of(stop_reason::probe_limit), "probe-limit");

    EXPECT_EQ(name_of(hop_state::answered), "answered");
    EXPECT_EQ(name_of(hop_state::silent), "silent");
    EXPECT_EQ(name_of(hop_state::inferred), "inferred");
    EXPECT_EQ(name_of(hop_state::limited), "limited");

    EXPECT_EQ(name_of(probe_status::replied), "replied");
    EXPECT_EQ(name_of(probe_status::timeout), "timeout");
    EXPECT_EQ(name_of(probe_status::send_failed), "send-failed");
    EXPECT_EQ(name_of(probe_status::unsent), "unsent");

    EXPECT_EQ(name_of(reply_kind::echo_reply), "echo-reply");
    EXPECT_EQ(name_of(reply_kind::time_exceeded), "time-exceeded");
    EXPECT_EQ(name_of(reply_kind::unreachable), "unreachable");

    EXPECT_EQ(name_of(failure_kind::invalid), "invalid-target");
    EXPECT_EQ(name_of(failure_kind::unresolved), "unresolved");
    EXPECT_EQ(name_of(failure_kind::unsent), "send-failed");

    EXPECT_EQ(name_of(stamp_source::kernel), "kernel");
    EXPECT_EQ(name_of(stamp_source::process), "process");
}

}  // namespace
}  // namespace tracerouter::report
