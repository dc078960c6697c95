#include "report/formats.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

TEST(formats, have_a_word_each_and_begin_with_the_default) {
    std::set<std::string_view> words;
    for (const auto& format : output_formats()) {
        EXPECT_FALSE(format.word.empty());
        EXPECT_TRUE(words.insert(format.word).second) << format.word;
    }
    EXPECT_EQ(output_formats().front().word, "text");
    EXPECT_TRUE(table_format().word.empty());
}

TEST(formats, want_hops_as_their_rows_say) {
    string_sink out;
    for (const auto& format : output_formats()) {
        const bool streams = format.streams != streaming::never;
        EXPECT_EQ(format.make(out, {.streaming = true})->wants_hops(), streams) << format.word;
        EXPECT_FALSE(format.make(out, {.streaming = false})->wants_hops()) << format.word;
    }
    EXPECT_FALSE(table_format().make(out, {.streaming = true})->wants_hops());
}

TEST(formats, say_what_they_have_no_place_for) {
    EXPECT_EQ(output_formats().front().gap_of(extra::path_mtu), "");
    EXPECT_EQ(output_formats().front().gap_of(extra::places),
              "text has no place for countries and cities (--table has)");
    EXPECT_EQ(table_format().gap_of(extra::places), "");
}

}  // namespace
}  // namespace tracerouter::report
