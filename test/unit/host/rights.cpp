#include "host/rights.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace tracerouter::host {
namespace {

TEST(missing_rights_message, is_one_line_that_names_this_executable) {
    const auto message = missing_rights_message();
    EXPECT_EQ(message.find('\n'), std::string::npos);
    EXPECT_NE(message.find("CAP_NET_RAW"), std::string::npos);
    EXPECT_NE(message.find("sudo"), std::string::npos);
    const auto self = std::filesystem::canonical("/proc/self/exe").string();
    EXPECT_TRUE(message.ends_with("sudo setcap cap_net_raw+p " + self)) << message;
}

}  // namespace
}  // namespace tracerouter::host
