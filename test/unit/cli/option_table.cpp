#include "cli/option_table.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tracerouter::cli {
namespace {

TEST(option_table, has_every_option_once) {
    std::set<std::string_view> long_names;
    std::set<char> short_names;
    for (const auto& group : option_groups()) {
        for (const auto& row : group.rows) {
            EXPECT_TRUE(long_names.insert(row.long_name).second) << row.long_name;
            EXPECT_TRUE(row.short_name == 0 || short_names.insert(row.short_name).second) << row.short_name;
            EXPECT_FALSE(row.help.empty()) << row.long_name;
        }
    }
    EXPECT_EQ(std::string(short_names.begin(), short_names.end()), "46AFITUfhimnopqstw");
}

TEST(option_table, fills_in_what_the_help_says) {
    for (const auto& group : option_groups()) {
        for (const auto& row : group.rows) {
            EXPECT_EQ(help_of(row).find_first_of("{}"), std::string::npos) << help_of(row);
        }
    }
}

TEST(option_table, takes_each_word_that_it_names) {
    for (const auto& group : option_groups()) {
        for (const auto& row : group.rows) {
            if (!row.value.words) continue;
            run::config taken;
            for (const auto word : row.value.words()) EXPECT_TRUE(row.value.take(taken, word)) << word;
            EXPECT_TRUE(row.value.take(taken, row.value.usual())) << row.long_name;
            EXPECT_EQ(words_of(row).find(','), std::string::npos);
        }
    }
}

TEST(option_table, reads_defaults_where_they_are) {
    const trace_options untouched;
    EXPECT_EQ(find_option("max-ttl")->value.usual(), std::to_string(untouched.max_ttl));
    EXPECT_EQ(find_option("icmp")->value.usual(), " (the default)");
    EXPECT_EQ(find_option("udp")->value.usual(), "");
    EXPECT_EQ(find_option("dns-timeout")->value.usual(), "0.5");
}

TEST(option_table, is_searched_by_long_name) {
    ASSERT_NE(find_option("max-ttl"), nullptr);
    EXPECT_EQ(find_option("max-ttl")->short_name, 'm');
    EXPECT_EQ(find_option("max"), nullptr);
    EXPECT_EQ(find_option(""), nullptr);
}

}  // namespace
}  // namespace tracerouter::cli
