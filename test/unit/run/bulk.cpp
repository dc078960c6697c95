#include "run/bulk.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "targets/target_syntax.hpp"

namespace tracerouter::run {
namespace {

config with(const std::vector<std::string>& typed, std::vector<std::string> lists = {}) {
    config chosen;
    for (const auto& text : typed) chosen.targets.push_back({text, targets::parse_target(text).value()});
    chosen.lists = std::move(lists);
    return chosen;
}

bool gains(const std::vector<std::string>& typed, std::vector<std::string> lists = {}) {
    return gains_by_bulk(with(typed, std::move(lists)));
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
    EXPECT_FALSE(gains({}, {list(1'999)}));
    EXPECT_TRUE(gains({"localhost"}, {list(1'999)}));
    EXPECT_TRUE(gains({}, {list(2'000)}));
}

TEST_F(bulk, expects_many_targets_where_a_list_has_no_length) {
    EXPECT_TRUE(gains({}, {"-"}));
    EXPECT_TRUE(gains({}, {"/dev/null"}));
}

TEST_F(bulk, needs_short_probes) {
    auto many = with({"198.18.0.0/20"});
    many.trace.packet_size = 800;
    EXPECT_TRUE(gains_by_bulk(many));
    many.trace.packet_size = 801;
    EXPECT_FALSE(gains_by_bulk(many));
    many.trace.packet_size.reset();
    many.trace.path_mtu = true;
    EXPECT_FALSE(gains_by_bulk(many));
}

}  // namespace
}  // namespace tracerouter::run
