#include "cli/bulk.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace tracerouter::cli {
namespace {

bool gains(const std::vector<std::string>& arguments) {
    const auto typed = parse_options(arguments);
    return gains_by_bulk(*configure(*typed));
}

class bulk : public ::testing::Test {
protected:
    ~bulk() override { std::filesystem::remove(list_); }

    std::string list(int lines) {
        std::ofstream file{list_};
        for (int line = 0; line < lines; ++line) file << "198.18.100.1\n\n";
        return list_;
    }

private:
    std::string list_ =
        testing::TempDir() + "bulk_list_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed());
};

TEST_F(bulk, needs_many_targets) {
    EXPECT_FALSE(gains({"198.18.0.1"}));
    EXPECT_FALSE(gains({"198.18.0.0/22"}));
    EXPECT_TRUE(gains({"198.18.0.0/21"}));
    EXPECT_TRUE(gains({"198.18.0.0/22", "198.18.4.0/22"}));
    EXPECT_TRUE(gains({"2001:db8::/32"}));
}

TEST_F(bulk, guesses_by_the_length_of_a_list) {
    EXPECT_FALSE(gains({"--targets", list(1'999)}));
    EXPECT_TRUE(gains({"--targets", list(1'999), "localhost"}));
    EXPECT_TRUE(gains({"--targets", list(2'000)}));
}

TEST_F(bulk, expects_many_targets_where_a_list_has_no_length) {
    EXPECT_TRUE(gains({"--targets", "-"}));
    EXPECT_TRUE(gains({"--targets", "/dev/null"}));
}

TEST_F(bulk, needs_short_probes) {
    EXPECT_TRUE(gains({"198.18.0.0/20", "--size", "800"}));
    EXPECT_FALSE(gains({"198.18.0.0/20", "--size", "801"}));
    EXPECT_FALSE(gains({"198.18.0.0/20", "--mtu"}));
}

}  // namespace
}  // namespace tracerouter::cli
