#include "host/terminal.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace tracerouter::host {
namespace {

TEST(terminal, colours_are_unwanted_where_the_variable_has_a_value) {
    ::unsetenv("NO_COLOR");
    EXPECT_FALSE(no_color_wanted());
    ::setenv("NO_COLOR", "", 1);
    EXPECT_FALSE(no_color_wanted());
    ::setenv("NO_COLOR", "0", 1);
    EXPECT_TRUE(no_color_wanted());
    ::unsetenv("NO_COLOR");
}

}  // namespace
}  // namespace tracerouter::host
