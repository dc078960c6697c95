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
    const raw_option short_form{"queries", "-q", "1"};
    const raw_option long_form{"queries", "--queries", "1"};
    EXPECT_THAT(parsed({"-q", "1"}).options, ElementsAre(short_form));
    EXPECT_THAT(parsed({"-q1"}).options, ElementsAre(short_form));
    EXPECT_THAT(parsed({"--queries", "1"}).options, ElementsAre(long_form));
    EXPECT_THAT(parsed({"--queries=1"}).options, ElementsAre(long_form));
}

TEST(parse_options, takes_flags_written_together) {
    EXPECT_THAT(parsed({"-nFq1"}).options,
                ElementsAre(raw_option{"numeric", "-n", ""}, raw_option{"dont-fragment", "-F", ""},
                            raw_option{"queries", "-q", "1"}));
    EXPECT_THAT(parsed({"-4n"}).options, ElementsAre(raw_option{"ipv4", "-4", ""}, raw_option{"numeric", "-n", ""}));
}

TEST(parse_options, keeps_order_and_repetition) {
    const auto raw = parsed({"a.example", "-m", "5", "b.example", "-m6"});
    EXPECT_THAT(raw.targets, ElementsAre("a.example", "b.example"));
    EXPECT_THAT(raw.options,
                ElementsAre(raw_option{option::max_ttl, "-m", "5"}, raw_option{option::max_ttl, "-m", "6"}));
}

TEST(parse_options, ends_options_at_two_hyphens) {
    const auto raw = parsed({"-n", "--", "-m", "5", "a.example"});
    EXPECT_THAT(raw.targets, ElementsAre("-m", "5", "a.example"));
    EXPECT_TRUE(raw.has("numeric"));
    EXPECT_FALSE(raw.has(option::max_ttl));
}

TEST(parse_options, takes_standard_input_and_negative_numbers_for_values) {
    EXPECT_THAT(parsed({"--targets", "-"}).options, ElementsAre(raw_option{"targets", "--targets", "-"}));
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

TEST(traceroute_habits, are_other_names_of_our_options) {
    EXPECT_THAT(parsed({"--first=3"}).options, ElementsAre(raw_option{option::first_ttl, "--first", "3"}));
    EXPECT_THAT(parsed({"--max-hops", "9"}).options, ElementsAre(raw_option{option::max_ttl, "--max-hops", "9"}));
    EXPECT_THAT(parsed({"-l7"}).options, ElementsAre(raw_option{option::flow, "-l", "7"}));
    EXPECT_THAT(parsed({"--flowlabel=7"}).options, ElementsAre(raw_option{option::flow, "--flowlabel", "7"}));
    EXPECT_THAT(parsed({"--sport=4000"}).options, ElementsAre(raw_option{option::source_port, "--sport", "4000"}));
    EXPECT_THAT(parsed({"--as-path-lookups"}).options,
                ElementsAre(raw_option{option::as_numbers, "--as-path-lookups", ""}));
    EXPECT_THAT(parsed({"-V"}).options, ElementsAre(raw_option{option::version, "-V", ""}));
    EXPECT_THAT(parsed({"-M", "tcp"}).options, ElementsAre(raw_option{option::tcp, "-M", ""}));
    EXPECT_THAT(parsed({"-M", "default"}).options, ElementsAre(raw_option{option::udp, "-M", ""}));
    EXPECT_THAT(parsed({"--module=icmp"}).options, ElementsAre(raw_option{option::icmp, "--module", ""}));
    EXPECT_THAT(parsed({"-z", "0.5"}).options, ElementsAre(raw_option{option::rate, "-z", "2"}));
    EXPECT_THAT(parsed({"--sendwait=20"}).options, ElementsAre(raw_option{option::rate, "--sendwait", "50"}));
    EXPECT_THAT(parsed({"-w", "5,3,10"}).options, ElementsAre(raw_option{option::wait, "-w", "5"}));
    EXPECT_THAT(parsed({"-w", "5,soon"}).options, ElementsAre(raw_option{option::wait, "-w", "5,soon"}));
    EXPECT_THAT(parsed({"-w", "5,3,10,4"}).options, ElementsAre(raw_option{option::wait, "-w", "5,3,10,4"}));
}

TEST(former_names, are_taken_as_they_were) {
    EXPECT_THAT(parsed({"--window=3"}).options, ElementsAre(raw_option{option::parallel, "--window", "3"}));
    EXPECT_THAT(parsed({"--pretty"}).options, ElementsAre(raw_option{option::table, "--pretty", ""}));
    EXPECT_THAT(parsed({"--stop-set"}).options, ElementsAre(raw_option{option::doubletree, "--stop-set", ""}));
}

TEST(traceroute_habits, that_change_nothing_are_taken) {
    for (const words& harmless : {words{"-N", "16"}, words{"--sim-queries=16"}, words{"-e"}, words{"--extensions"},
                                  words{"-ed"}, words{"--debug"}, words{"-O", "info"}, words{"--options=syn,info"},
                                  words{"--back"}, words{"-z0"}, words{"-z1e-300"}}) {
        EXPECT_THAT(parsed(harmless).options, IsEmpty()) << harmless.front();
    }
}

TEST(traceroute_habits, a_number_behind_a_single_target_is_the_packet_length) {
    const auto raw = parsed({"-n", "example.com", "1400"});
    EXPECT_THAT(raw.targets, ElementsAre("example.com"));
    EXPECT_EQ(raw.options.back(), (raw_option{option::size, "packet length", "1400"}));
    EXPECT_THAT(parsed({"a.example", "b.example", "60"}).targets, ElementsAre("a.example", "b.example", "60"));
    EXPECT_THAT(parsed({"example.com", "10.0.0.1"}).targets, ElementsAre("example.com", "10.0.0.1"));
    EXPECT_THAT(parsed({"60"}).targets, ElementsAre("60"));
}

TEST(traceroute_habits, that_cannot_be_honoured_name_what_can) {
    EXPECT_EQ(refusal({"-g", "10.0.0.1"}), "-g: routers no longer follow source routes; leave it out");
    EXPECT_EQ(refusal({"--gateway=10.0.0.1"}), "--gateway: routers no longer follow source routes; leave it out");
    EXPECT_EQ(refusal({"-r"}), "-r: probes always follow the routing table; -i chooses the interface");
    EXPECT_EQ(refusal({"-UL"}), "-L: probes are ICMP (-I), UDP (-U) or TCP (-T)");
    EXPECT_EQ(refusal({"-D"}), "-D: probes are ICMP (-I), UDP (-U) or TCP (-T)");
    EXPECT_EQ(refusal({"-P", "47"}), "-P: probes are ICMP (-I), UDP (-U) or TCP (-T)");
    EXPECT_EQ(refusal({"-O", "help"}), "-O help: use -p, --source-port or -t");
    EXPECT_EQ(refusal({"-O", "info,ack"}), "-O info,ack: use -p, --source-port or -t");
    EXPECT_EQ(refusal({"-M", "dccp"}), "-M dccp: probes are ICMP (-I), UDP (-U) or TCP (-T)");
    EXPECT_EQ(refusal({"-z", "2"}), "-z 2: that is less than one packet per second; use --rate 1");
    EXPECT_EQ(refusal({"-z", "soon"}), "-z soon: expected a number of seconds");
    EXPECT_EQ(refusal({"-z", "-1"}), "-z -1: expected a number of seconds");
    EXPECT_EQ(refusal({"-N"}), "--sim-queries: expected a value");
    EXPECT_EQ(refusal({"--back=1"}), "--back: takes no value");
}

}  // namespace
}  // namespace tracerouter::cli
