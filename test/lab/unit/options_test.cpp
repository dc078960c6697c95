#include "options.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

std::optional<options> parse(const std::vector<std::string>& words) {
    std::string error;
    return parse_options(words, error);
}

std::string error_of(const std::vector<std::string>& words) {
    std::string error;
    EXPECT_FALSE(parse_options(words, error));
    return error;
}

TEST(options, run_takes_files_and_a_command_with_options_of_its_own) {
    const auto wanted = parse({"run", "x.json", "--stats", "s", "--log", "l", "--seed", "7", "--", "ping", "--help"});
    ASSERT_TRUE(wanted);
    EXPECT_EQ(wanted->what, action::run);
    EXPECT_EQ(wanted->scenario, "x.json");
    EXPECT_EQ(wanted->stats_file, "s");
    EXPECT_EQ(wanted->log_file, "l");
    EXPECT_EQ(wanted->seed, 7U);
    EXPECT_EQ(wanted->rest, (std::vector<std::string>{"ping", "--help"}));
}

TEST(options, truth_takes_addresses) {
    EXPECT_EQ(parse({"truth", "x.json", "10.0.0.1", "10.0.0.2"})->rest.size(), 2U);
    EXPECT_EQ(parse({"truth", "x.json", "--limit", "3"})->limit, 3U);
}

TEST(options, mistakes_are_named) {
    EXPECT_EQ(error_of({"walk"}), "expected run, truth, targets or check instead of walk");
    EXPECT_EQ(error_of({"run"}), "expected the file of a scenario");
    EXPECT_EQ(error_of({"run", "x.json"}), "expected -- and a command to run");
    EXPECT_EQ(error_of({"run", "x.json", "ping"}), "unexpected argument ping");
    EXPECT_EQ(error_of({"run", "x.json", "--seed", "many", "--", "ping"}),
              "--seed: expected a whole number instead of many");
    EXPECT_EQ(error_of({"check", "x.json", "--stats", "s"}), "unknown option --stats");
    EXPECT_EQ(error_of({"run", "x.json", "--log"}), "--log needs a value");
}

TEST(options, nothing_is_help) {
    EXPECT_EQ(parse({})->what, action::help);
    EXPECT_EQ(parse({"--help"})->what, action::help);
}

}  // namespace
}  // namespace lab
