#include "host/digest.hpp"

#include <gtest/gtest.h>

namespace tracerouter::host {
namespace {

TEST(digest, does_not_depend_on_the_parts) {
    digest whole;
    whole.add("one two");
    digest parts;
    parts.add("one");
    parts.add("");
    parts.add(" two");
    EXPECT_EQ(whole.value(), parts.value());
    digest other;
    other.add("one twp");
    EXPECT_NE(whole.value(), other.value());
}

}  // namespace
}  // namespace tracerouter::host
