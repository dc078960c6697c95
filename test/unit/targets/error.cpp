#include "targets/error.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tracerouter::targets {
namespace {

TEST(error, has_a_message_of_its_own_for_every_code) {
    std::set<std::string> messages;
    for (int code = 1; code <= static_cast<int>(errc::no_address); ++code) {
        const auto message = make_error_code(static_cast<errc>(code)).message();
        EXPECT_TRUE(messages.insert(message).second) << message;
        EXPECT_NE(message, "Unknown error");
        EXPECT_FALSE(message.ends_with('.')) << message;
    }
}

}  // namespace
}  // namespace tracerouter::targets
