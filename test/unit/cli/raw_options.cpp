#include "cli/raw_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tracerouter::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using words = std::vector<std::string>;

raw_options parsed(const words& arguments) {
    auto raw = parse_options(arguments);
    EXPECT_TRUE(raw) << (raw ? "" : raw.error().message);
    return raw ? *raw : raw_options{};
}

std::string refusal(const words& arguments) {
    const auto raw = parse_options(arguments);
    return raw ? "taken" : raw.error().message;
}

TEST(parse_options, takes_options_in_the_manner_of_traceroute) {
    const raw_option short_form{option::queries, "-q", "1"};
    const raw_option long_form{option::queries, "--queries", "1"};
    EXPECT_THAT(parsed({"-q", "1"}).options, ElementsAre(short_form));
    EXPECT_THAT(parsed({"-q1"}).options, ElementsAre(short_form));
    EXPECT_THAT(parsed({"--queries", "1"}).options, ElementsAre(long_form));
    EXPECT_THAT(parsed({"--queries=1"}).options, ElementsAre(long_form));
}

TEST(parse_options, takes_flags_written_together) {
    EXPECT_THAT(parsed({"-nFq1"}).options,
                ElementsAre(raw_option{option::numeric, "-n", ""}, raw_option{option::dont_fragment, "-F", ""},
                            raw_option{option::queries, "-q", "1"}));
    EXPECT_THAT(parsed({"-4n"}).options,
                ElementsAre(raw_option{option::ipv4, "-4", ""}, raw_option{option::numeric, "-n", ""}));
}

TEST(parse_options, keeps_order_and_repetition) {
    const auto raw = parsed({"a.example", "-m", "5", "b.example", "-m6"});
    EXPECT_THAT(raw.targets, ElementsAre("a.example", "b.example"));
    EXPECT_THAT(raw.options,
                ElementsAre(raw_option{option::max_ttl, "-m", "5"}, raw_option{option::max_ttl, "-m", "6"}));
}

TEST(parse_options, ends_options_at_two_hyphens) {
    const auto raw = parsed({"-n", "--", "-m", "5"});
    EXPECT_THAT(raw.targets, ElementsAre("-m", "5"));
    EXPECT_TRUE(raw.has(option::numeric));
    EXPECT_FALSE(raw.has(option::max_ttl));
}

TEST(parse_options, takes_standard_input_and_negative_numbers_for_values) {
    EXPECT_THAT(parsed({"--targets", "-"}).options, ElementsAre(raw_option{option::targets, "--targets", "-"}));
    EXPECT_THAT(parsed({"-w", "-1"}).options, ElementsAre(raw_option{option::wait, "-w", "-1"}));
}

TEST(parse_options, leaves_a_missing_value_empty) {
    EXPECT_THAT(parsed({"a.example", "--max-ttl"}).options, ElementsAre(raw_option{option::max_ttl, "--max-ttl", ""}));
    EXPECT_THAT(parsed({"--max-ttl="}).options, ElementsAre(raw_option{option::max_ttl, "--max-ttl", ""}));
    EXPECT_THAT(parsed({"--rate", ""}).options, ElementsAre(raw_option{option::rate, "--rate", ""}));
}

TEST(parse_options, takes_nothing) {
    const auto raw = parsed({});
    EXPECT_THAT(raw.options, IsEmpty());
    EXPECT_THAT(raw.targets, IsEmpty());
}

TEST(parse_options, refuses_what_it_does_not_know) {
    EXPECT_EQ(refusal({"--foo"}), "--foo: unknown option; see --help");
    EXPECT_EQ(refusal({"--foo=bar"}), "--foo: unknown option; see --help");
    EXPECT_EQ(refusal({"-x"}), "-x: unknown option; see --help");
    EXPECT_EQ(refusal({"-nx"}), "-nx: unknown option; see --help");
    EXPECT_EQ(refusal({"--max", "5"}), "--max: unknown option; see --help");
    EXPECT_EQ(refusal({"--in-order=5"}), "--in-order: takes no value");
    for (const auto* odd : {"--=", "--=x", "---", "-="}) EXPECT_NE(refusal({odd}), "") << odd;
}

}  // namespace
}  // namespace tracerouter::cli
