#include "report/text_table.hpp"

#include <gtest/gtest.h>

namespace tracerouter::report {
namespace {

using side = text_table::side;

text_table example() {
    text_table table{{{"No", side::right}, {"Name", side::left, true}, {"Empty"}, {"Value", side::right}, {"Note"}}};
    table.add({{"1"}, {"short"}, {}, {"10.5"}, {}});
    table.add({{"10"}, {"quite a long name"}, {}, {"9"}, {"x"}});
    return table;
}

TEST(text_table, aligns_columns_and_leaves_empty_ones_out) {
    EXPECT_EQ(example().text(0, false),
              "No  Name               Value  Note\n"
              " 1  short               10.5\n"
              "10  quite a long name      9  x\n");
}

TEST(text_table, cuts_what_gives_way_to_fit) {
    EXPECT_EQ(example().text(33, false),
              "No  Name              Value  Note\n"
              " 1  short              10.5\n"
              "10  quite a long na\u2026      9  x\n");
    EXPECT_EQ(example().text(34, false), example().text(0, false));
}

TEST(text_table, keeps_a_least_width) {
    EXPECT_EQ(example().text(10, false),
              "No  Name             Value  Note\n"
              " 1  short             10.5\n"
              "10  quite a long n\u2026      9  x\n");
}

TEST(text_table, cuts_the_last_column_first) {
    text_table table{{{"Name", side::left, true}, {"Note", side::left, true}}};
    table.add({{"a name of twenty-two"}, {"a note of twenty chars"}});
    EXPECT_EQ(table.text(40, false), "Name                  Note\na name of twenty-two  a note of twenty \u2026\n");
    EXPECT_EQ(table.text(32, false), "Name             Note\na name of twen\u2026  a note of twen\u2026\n");
}

TEST(text_table, counts_no_colour_as_width) {
    text_table table{{{"A"}, {"B"}}};
    table.add({{"x", tint::error}, {"y"}});
    EXPECT_EQ(table.text(0, true), "\x1b[2mA\x1b[0m  \x1b[2mB\x1b[0m\n\x1b[31mx\x1b[0m  y\n");
}

TEST(text_table, counts_characters_not_octets) {
    EXPECT_EQ(length_of("Malmö"), 5u);
    EXPECT_EQ(shortened("Malmö", 5), "Malmö");
    EXPECT_EQ(shortened("Malmöö", 5), "Malm\u2026");
    EXPECT_EQ(shortened("ööö", 2), "ö\u2026");
    EXPECT_EQ(shortened("", 0), "");
}

}  // namespace
}  // namespace tracerouter::report
