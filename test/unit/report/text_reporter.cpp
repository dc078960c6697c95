#include "report/text_reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

using testing::ElementsAre;

constexpr auto heading_line = "traceroute to example.net (198.18.10.1), 30 hops max, 60 byte packets\n";

hop_result answered(std::uint8_t ttl) {
    return hop_of(ttl, {replied(exceeded("198.18.1." + std::to_string(ttl), us(1000 * ttl)))});
}

trace_result trace_of(std::vector<hop_result> hops) {
    auto result = example_trace();
    result.hops = std::move(hops);
    return result;
}

reporter_settings numeric(bool streaming) {
    return {.names = false, .streaming = streaming};
}

TEST(text_reporter, streams_the_hops_of_a_single_target) {
    string_sink out;
    text_reporter report{out, numeric(true)};
    report.hop(example_heading(), answered(1));
    EXPECT_THAT(out.writes, ElementsAre(std::string{heading_line} + " 1  198.18.1.1  1.000 ms\n"));
    report.hop(example_heading(), answered(2));
    report.trace(trace_of({answered(1), answered(2), answered(3)}), {});
    EXPECT_EQ(out.text(), std::string{heading_line} +
                              " 1  198.18.1.1  1.000 ms\n"
                              " 2  198.18.1.2  2.000 ms\n"
                              " 3  198.18.1.3  3.000 ms\n");
}

TEST(text_reporter, writes_nothing_more_when_all_hops_were_streamed) {
    string_sink out;
    text_reporter report{out, numeric(true)};
    report.hop(example_heading(), answered(1));
    report.trace(trace_of({answered(1)}), {});
    EXPECT_EQ(out.writes.size(), 1u);
}

TEST(text_reporter, writes_blocks_of_several_targets_whole) {
    string_sink out;
    text_reporter report{out, numeric(false)};
    report.hop(example_heading(), answered(1));
    EXPECT_TRUE(out.writes.empty());
    report.trace(trace_of({answered(1)}), {});
    report.failure({"nosuch.example", failure_kind::unresolved, "Host not found"});
    report.trace(trace_of({answered(1)}), {});
    const auto block = std::string{heading_line} + " 1  198.18.1.1  1.000 ms\n";
    EXPECT_THAT(out.writes, ElementsAre(block, '\n' + block));
}

TEST(text_reporter, writes_a_heading_even_without_hops) {
    string_sink out;
    text_reporter report{out, numeric(true)};
    report.trace(trace_of({}), {});
    EXPECT_EQ(out.text(), heading_line);
}

TEST(text_reporter, leaves_out_what_an_interrupted_trace_does_not_know) {
    string_sink out;
    text_reporter report{out, numeric(false)};
    auto result =
        trace_of({answered(1), hop_of(2, {timed_out()}), answered(3), hop_of(4, {timed_out()}), hop_of(5, {unsent()})});
    result.stop = stop_reason::interrupted;
    report.trace(result, {});
    EXPECT_EQ(out.text(), std::string{heading_line} +
                              " 1  198.18.1.1  1.000 ms\n"
                              " 2  *\n"
                              " 3  198.18.1.3  3.000 ms\n");
}

TEST(text_reporter, shows_silence_at_the_end_of_a_finished_trace) {
    string_sink out;
    text_reporter report{out, numeric(false)};
    auto result = trace_of({answered(1), hop_of(2, {timed_out()})});
    result.stop = stop_reason::gap;
    report.trace(result, {});
    EXPECT_EQ(out.text(), std::string{heading_line} + " 1  198.18.1.1  1.000 ms\n 2  *\n");
}

TEST(text_reporter, marks_another_tos_byte_only_where_it_changes) {
    const auto quoting = [](std::uint8_t ttl, std::uint8_t tos) {
        auto hop = answered(ttl);
        hop.probes[0].reply->tos_quoted = tos;
        return hop;
    };
    string_sink out;
    text_reporter report{out, numeric(true)};
    auto heading = example_heading();
    heading.options.tos = 0xb8;
    auto result = trace_of({quoting(1, 0xb8), quoting(2, 0), answered(3), quoting(4, 0), quoting(5, 8)});
    const std::string lines =
        " 1  198.18.1.1  1.000 ms\n"
        " 2  198.18.1.2 <TOS:0x00>  2.000 ms\n"
        " 3  198.18.1.3  3.000 ms\n"
        " 4  198.18.1.4  4.000 ms\n"
        " 5  198.18.1.5 <TOS:0x08>  5.000 ms\n";
    result.options = heading.options;
    for (const auto& hop : result.hops) report.hop(heading, hop);
    report.trace(result, {});
    report.trace(result, {});
    EXPECT_EQ(out.text(), heading_line + lines + '\n' + heading_line + lines);
}

TEST(text_reporter, makes_names_harmless) {
    string_sink out;
    text_reporter report{out, numeric(false)};
    auto result = trace_of({});
    result.target = "a\x1b[31m.example";
    report.trace(result, {});
    EXPECT_EQ(out.text(), "traceroute to a\\x1B[31m.example (198.18.10.1), 30 hops max, 60 byte packets\n");
}

TEST(text_reporter, tells_that_writing_failed) {
    string_sink out;
    out.failure = make_error_code(boost::system::errc::no_space_on_device);
    text_reporter report{out, numeric(true)};
    EXPECT_EQ(report.hop(example_heading(), answered(1)), out.failure);
    EXPECT_EQ(report.trace(trace_of({answered(1), answered(2)}), {}), out.failure);
}

}  // namespace
}  // namespace tracerouter::report
