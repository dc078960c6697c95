#include "cli/help.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "cli/option_table.hpp"

namespace tracerouter::cli {
namespace {

TEST(help_text, names_every_option) {
    const auto text = help_text();
    for (const auto& group : option_groups()) {
        for (const auto& row : group.rows) {
            EXPECT_NE(text.find("--" + std::string{row.long_name}), std::string::npos) << row.long_name;
            EXPECT_NE(text.find(help_of(row)), std::string::npos) << row.long_name;
        }
    }
}

TEST(help_text, fits_a_terminal) {
    std::istringstream lines{help_text()};
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 88u) << line;
}

TEST(version_text, is_the_name_and_a_version) {
    EXPECT_EQ(version_text().rfind("tracerouter ", 0), 0u);
    EXPECT_TRUE(version_text().ends_with('\n'));
}

}  // namespace
}  // namespace tracerouter::cli
