#include "cli/configure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace tracerouter::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;

using words = std::vector<std::string>;

host::or_refusal<run::config> from(words arguments) {
    const auto raw = parse_options(arguments);
    if (!raw) return raw.error();
    return configure(*raw);
}

/// The configuration of options that are fine, with a target of no importance.
run::config with(words arguments) {
    arguments.emplace_back("198.18.0.1");
    auto result = from(std::move(arguments));
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? *result : run::config{};
}

TEST(configure, has_the_documented_defaults) {
    const auto defaults = with({});
    EXPECT_EQ(defaults.trace, trace_options{});
    EXPECT_FALSE(defaults.queries_chosen);
    EXPECT_EQ(defaults.tracer.rate, 10'000u);
    EXPECT_EQ(defaults.tracer.window, max_window);
    EXPECT_FALSE(defaults.tracer.source);
    EXPECT_EQ(defaults.tracer.interface, "");
    EXPECT_EQ(defaults.family, targets::address_family::any);
    EXPECT_EQ(defaults.format->word, "text");
    EXPECT_EQ(defaults.output, "");
    EXPECT_TRUE(defaults.names);
    EXPECT_FALSE(defaults.as_numbers);
    EXPECT_EQ(defaults.as_database, "");
    EXPECT_EQ(defaults.place_database, "");
    EXPECT_EQ(defaults.dns_timeout, 500ms);
    EXPECT_EQ(defaults.hidden_hops, 0);
    EXPECT_FALSE(defaults.in_order);
    EXPECT_EQ(defaults.color, run::show::automatic);
    EXPECT_EQ(defaults.level, log_level::warn);
    EXPECT_EQ(defaults.log_file, "");
}

TEST(configure, takes_what_is_to_be_known_of_addresses) {
    const auto chosen = with({"--table", "-A", "--geo-db", "places", "--dns-timeout", "1.5", "--mask-first", "3"});
    EXPECT_TRUE(chosen.as_numbers);
    EXPECT_EQ(chosen.place_database, "places");
    EXPECT_EQ(chosen.dns_timeout, 1500ms);
    EXPECT_EQ(chosen.hidden_hops, 3);
}

TEST(configure, takes_a_table_for_a_kind_of_text) {
    EXPECT_EQ(with({"--table"}).format, &report::table_format());
    EXPECT_EQ(with({"--table", "--format", "text"}).format, &report::table_format());
}

TEST(configure, shows_as_numbers_where_their_database_is_named) {
    const auto chosen = with({"--asn-db", "numbers"});
    EXPECT_TRUE(chosen.as_numbers);
    EXPECT_EQ(chosen.as_database, "numbers");
}

TEST(configure, takes_every_trace_option) {
    const auto trace = with({"-f2", "-m", "40", "-q10", "-w", "0.5", "--gap-limit", "7", "-t", "0xb8", "--size", "1400",
                             "-F", "--flow", "9"})
                           .trace;
    const trace_options expected{.first_ttl = 2,
                                 .max_ttl = 40,
                                 .queries = 10,
                                 .wait = 500ms,
                                 .gap_limit = 7,
                                 .least_gap = 7,
                                 .tos = 0xb8,
                                 .dont_fragment = true,
                                 .packet_size = 1400,
                                 .flow = 9};
    EXPECT_EQ(trace, expected);
    EXPECT_TRUE(with({"-q3"}).queries_chosen);
    EXPECT_EQ(with({"-t", "184"}).trace.tos, 184);
}

TEST(configure, takes_every_other_option) {
    const auto all = with({"-4",         "-n",          "-s",
                           "198.18.0.2", "-i",          "eth0",
                           "--rate",     "4294967295",  "--parallel=30000",
                           "--format",   "json",        "-o",
                           "out",        "--in-order",  "--color",
                           "never",      "--log-level", "debug",
                           "--log-file", "log",         "--targets",
                           "-",          "--targets",   "list",
                           "--exclude",  "10.0.0.0/8",  "--exclude",
                           "10.0.0.1"});
    EXPECT_EQ(all.family, targets::address_family::ipv4);
    EXPECT_FALSE(all.names);
    EXPECT_EQ(all.tracer.source, boost::asio::ip::make_address("198.18.0.2"));
    EXPECT_EQ(all.tracer.interface, "eth0");
    EXPECT_EQ(all.tracer.rate, 4'294'967'295u);
    EXPECT_EQ(all.tracer.window, 30'000u);
    EXPECT_EQ(all.format->word, "json");
    EXPECT_EQ(all.output, "out");
    EXPECT_TRUE(all.in_order);
    EXPECT_EQ(all.color, run::show::never);
    EXPECT_EQ(all.level, log_level::debug);
    EXPECT_EQ(all.log_file, "log");
    EXPECT_THAT(all.lists, ElementsAre("-", "list"));
    EXPECT_THAT(all.excluded, SizeIs(2));
}

TEST(configure, lets_the_last_of_several_values_count) {
    EXPECT_EQ(with({"-m5", "-m", "6"}).trace.max_ttl, 6);
}

TEST(configure, takes_the_ends_of_every_range) {
    EXPECT_EQ(with({"-m255"}).trace.max_ttl, 255);
    EXPECT_EQ(with({"-m1"}).trace.max_ttl, 1);
    EXPECT_EQ(with({"-f30"}).trace.first_ttl, 30);
    EXPECT_EQ(with({"-w60"}).trace.wait, 60s);
    EXPECT_EQ(with({"-w.001"}).trace.wait, 1ms);
    EXPECT_EQ(with({"-t255"}).trace.tos, 255);
    EXPECT_EQ(with({"--size=30"}).trace.packet_size, 30);
    EXPECT_EQ(with({"--size=65535"}).trace.packet_size, 65535);
    EXPECT_EQ(with({"--rate=0"}).tracer.rate, 0u);
    EXPECT_EQ(with({"-U", "--source-port=65535"}).tracer.source_port, 65535);
}

TEST(configure, tells_runs_apart_by_the_options_that_change_results) {
    EXPECT_EQ(with({"-q", "1"}).identity, with({"--queries=1"}).identity);
    EXPECT_EQ(with({"-q1"}).identity, with({"-q1", "--rate", "7", "--progress", "never", "--parallel=3"}).identity);
    EXPECT_NE(with({"-q1"}).identity, with({"-q2"}).identity);
    EXPECT_NE(with({"-q1"}).identity, with({}).identity);
}

TEST(configure, draws_an_order_unless_it_is_given) {
    EXPECT_TRUE(with({}).seed);
    EXPECT_FALSE(with({"--in-order"}).seed);
}

TEST(configure, needs_something_to_trace) {
    EXPECT_EQ(from({}).error().message, "no target: name one, or give a list with --targets FILE; see --help");
    EXPECT_TRUE(from({"--targets", "list"}));
    EXPECT_THAT(from({"a.example", "198.18.0.0/28"})->targets, SizeIs(2));
}

TEST(configure, takes_only_options_that_the_library_takes) {
    EXPECT_FALSE(
        validate(with({"-m255", "-f255", "-q10", "-w60", "--gap-limit=255", "--size=65535", "--flow=65535"}).trace));
    EXPECT_FALSE(validate(with({"-m1", "-f1", "-q1", "-w.001", "--gap-limit=1", "--size=30"}).trace));
}

struct bad_value {
    std::string_view name;
    words arguments;
    std::string_view message;
};

void PrintTo(const bad_value& tested, std::ostream* out) {
    *out << tested.name;
}

class refused : public testing::TestWithParam<bad_value> {};

TEST_P(refused, with_what_is_accepted) {
    auto arguments = GetParam().arguments;
    arguments.emplace_back("198.18.0.1");
    const auto result = from(arguments);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    configure, refused,
    testing::Values(
        bad_value{"max_ttl_too_high", {"--max-ttl", "300"}, "--max-ttl 300: expected a number from 1 to 255"},
        bad_value{"max_ttl_short", {"-m0"}, "-m 0: expected a number from 1 to 255"},
        bad_value{"max_ttl_text", {"-m", "many"}, "-m many: expected a number from 1 to 255"},
        bad_value{"max_ttl_fraction", {"-m", "1.5"}, "-m 1.5: expected a number from 1 to 255"},
        bad_value{"max_ttl_negative", {"-m", "-5"}, "-m -5: expected a number from 1 to 255"},
        bad_value{"max_ttl_plus", {"-m", "+5"}, "-m +5: expected a number from 1 to 255"},
        bad_value{"max_ttl_blank", {"-m", " 5"}, "-m  5: expected a number from 1 to 255"},
        bad_value{
            "max_ttl_huge", {"-m", "99999999999999999999"}, "-m 99999999999999999999: expected a number from 1 to 255"},
        bad_value{"max_ttl_missing", {"--max-ttl="}, "--max-ttl: expected a number from 1 to 255"},
        bad_value{"first_ttl", {"-f0"}, "-f 0: expected a number from 1 to 255"},
        bad_value{"first_above_max", {"-f", "31"}, "-f 31: expected a number from 1 to the highest TTL, 30"},
        bad_value{"first_above_given_max",
                  {"-m5", "--first-ttl=6"},
                  "--first-ttl 6: expected a number from 1 to the highest TTL, 5"},
        bad_value{"max_below_first", {"-f6", "-m5"}, "-m 5: expected a number from the lowest TTL, 6, to 255"},
        bad_value{"queries", {"-q11"}, "-q 11: expected a number from 1 to 10"},
        bad_value{"wait_zero", {"-w0"}, "-w 0: expected a number of seconds from 0.001 to 60"},
        bad_value{"wait_long", {"--wait=60.1"}, "--wait 60.1: expected a number of seconds from 0.001 to 60"},
        bad_value{"wait_not_a_number", {"-w", "nan"}, "-w nan: expected a number of seconds from 0.001 to 60"},
        bad_value{"wait_infinite", {"-w", "inf"}, "-w inf: expected a number of seconds from 0.001 to 60"},
        bad_value{"wait_unit", {"-w", "3s"}, "-w 3s: expected a number of seconds from 0.001 to 60"},
        bad_value{"wait_negative", {"-w", "-1"}, "-w -1: expected a number of seconds from 0.001 to 60"},
        bad_value{"flow", {"--flow", "65536"}, "--flow 65536: expected a number from 0 to 65535"},
        bad_value{"gap_limit", {"--gap-limit", "0"}, "--gap-limit 0: expected a number from 1 to 255"},
        bad_value{"source_name", {"-s", "me"}, "-s me: expected an IPv4 or IPv6 address"},
        bad_value{"source_ipv6", {"--source", "::g"}, "--source ::g: expected an IPv4 or IPv6 address"},
        bad_value{"interface_long",
                  {"-i", "sixteen-letters-"},
                  "-i sixteen-letters-: expected the name of a network interface"},
        bad_value{"interface_slash", {"-i", "a/b"}, "-i a/b: expected the name of a network interface"},
        bad_value{"tos", {"-t256"}, "-t 256: expected a number from 0 to 255, or from 0x00 to 0xff"},
        bad_value{
            "tos_hexadecimal", {"-t", "0x100"}, "-t 0x100: expected a number from 0 to 255, or from 0x00 to 0xff"},
        bad_value{
            "tos_empty_hexadecimal", {"-t", "0x"}, "-t 0x: expected a number from 0 to 255, or from 0x00 to 0xff"},
        bad_value{"size_small", {"--size", "29"}, "--size 29: expected a number from 30 to 65535"},
        bad_value{"size_small_udp", {"-U", "--size", "33"}, "--size 33: expected a number from 34 to 65535"},
        bad_value{"size_small_udp_ipv6", {"-6", "-U", "--size", "53"}, "--size 53: expected a number from 54 to 65535"},
        bad_value{"size_small_tcp", {"-T", "--size", "59"}, "--size 59: expected a number from 60 to 32767"},
        bad_value{"size_large_tcp", {"--size", "32768", "-T"}, "--size 32768: expected a number from 60 to 32767"},
        bad_value{"port_zero", {"-U", "-p0"}, "-p 0: expected a number from 1 to 65535"},
        bad_value{"port_icmp", {"-U", "-p80", "-I"}, "-p: ICMP has no ports: use it with -U or -T"},
        bad_value{"source_port_zero", {"-U", "--sport=0"}, "--sport 0: expected a number from 1 to 65535"},
        bad_value{"source_port_icmp", {"--sport=4000"}, "--sport: ICMP has no ports: use it with -U or -T"},
        bad_value{"source_port_and_flow",
                  {"-T", "--source-port=4000", "-l7"},
                  "-l: a source port already chooses the flow; leave --flow out"},
        bad_value{"mark_text", {"--fwmark", "x"}, "--fwmark x: expected a number of 32 bits, such as 5 or 0x10"},
        bad_value{"tcp_without_rights", {"-T", "--unprivileged"}, "--unprivileged: TCP probes need raw sockets"},
        bad_value{"fast_without_rights",
                  {"--fast-path", "--unprivileged"},
                  "--fast-path: needs the privileges that --unprivileged gives up; give only one of the two"},
        bad_value{"size_large", {"--size", "65536"}, "--size 65536: expected a number from 30 to 65535"},
        bad_value{"rate", {"--rate", "4294967296"}, "--rate 4294967296: expected a number from 0 to 4294967295"},
        bad_value{"window", {"--parallel", "30001"}, "--parallel 30001: expected a number from 1 to 30000"},
        bad_value{
            "format", {"--format", "xml"}, "--format xml: expected text, json, events, csv, atlas, dot or openmetrics"},
        bad_value{"mtu_in_atlas",
                  {"--mtu", "--format", "atlas"},
                  "--mtu: results of RIPE Atlas have no place for a path MTU; give another --format"},
        bad_value{"as_numbers_in_atlas",
                  {"--format", "atlas", "-A"},
                  "-A: results of RIPE Atlas have no place for AS numbers; give another --format"},
        bad_value{"places_in_text",
                  {"--geo-db", "x.mmdb"},
                  "--geo-db: text has no place for countries and cities (--table has); give another --format"},
        bad_value{"table_in_json", {"--table", "--format", "json"}, "--table: is a form of text: leave --format out"},
        bad_value{"dot_resumed",
                  {"-o", "x", "--resume", "y", "--format", "dot"},
                  "--resume: a graph is written whole at the end: give another --format"},
        bad_value{"output", {"-o", ""}, "-o: expected a file name"},
        bad_value{"color", {"--color", "yes"}, "--color yes: expected auto, always or never"},
        bad_value{"log_level", {"--log-level", "all"}, "--log-level all: expected trace, debug, info, warn or error"},
        bad_value{"log_file", {"--log-file="}, "--log-file: expected a file name"},
        bad_value{"targets", {"--targets="}, "--targets: expected a file name"},
        bad_value{"exclude", {"--exclude", "example.net"}, "--exclude example.net: expected an address or a prefix"},
        bad_value{
            "exclude_length", {"--exclude", "10.0.0.0/33"}, "--exclude 10.0.0.0/33: expected an address or a prefix"},
        bad_value{"target_name", {"a_b!"}, "a_b!: Not a host name, an address or a prefix"},
        bad_value{"target_address", {"300.1.1.1"}, "300.1.1.1: Not an IPv4 or IPv6 address"},
        bad_value{"target_prefix",
                  {"10.0.0.0/33"},
                  "10.0.0.0/33: Not a prefix: expected an address, a slash and a length of 0 to 32 (IPv6: 128)"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

}  // namespace
}  // namespace tracerouter::cli
