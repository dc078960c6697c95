#include "run/session_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <sstream>
#include <string>
#include <string_view>

#include "host/encoder.hpp"
#include "report/monitor_events_reporter.hpp"
#include "report/sink.hpp"
#include "session_script.hpp"

namespace tracerouter::run {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using namespace std::chrono_literals;

class session_text final : public report::sink {
public:
    boost::system::error_code write(std::string_view lines) override {
        text += lines;
        return {};
    }

    std::string text;
};

/// A start and so many probes.
std::string text_of_session(std::uint64_t probes) {
    session_text out;
    report::monitor_events_reporter events{out, {.departures = true}};
    const auto start = start_of_target("a.example");
    events.started(start);
    report::heading of;
    of.target = start.target;
    of.address = start.address;
    for (std::uint64_t round = 1; round <= probes; ++round)
        events.observed(of,
                        probe_of_target(of.target, probe_outcome::sent, round, 1, 1ms * static_cast<int>(round)).seen);
    return out.text;
}

std::string compressed(std::string_view text, const std::string& name) {
    std::string out;
    const auto encode = host::encoder_for(name);
    encode->add(text, out);
    encode->flush(out);
    return out;
}

/// What a file of this name and content says, and what is complained of.
struct reading {
    std::size_t entries = 0;
    std::string complaints;
};

reading read_file(const std::string& content, const std::string& name) {
    std::istringstream file{content};
    testing::internal::CaptureStderr();
    const session_log session = read_session(file, name);
    return {session.entries(), testing::internal::GetCapturedStderr()};
}

TEST(session_file, is_read_whole) {
    const auto read = read_file(text_of_session(1'000), "session");
    EXPECT_EQ(read.entries, 1'001U);
    EXPECT_EQ(read.complaints, "");
}

TEST(session_file, is_read_up_to_the_last_line_that_is_whole) {
    auto text = text_of_session(10);
    text.resize(text.size() - 5);
    const auto read = read_file(text, "session");
    EXPECT_EQ(read.entries, 10U);
    EXPECT_THAT(read.complaints, HasSubstr("session: the last line is cut, and is left out\n"));
}

TEST(session_file, is_read_without_the_lines_that_are_wrong) {
    const auto read = read_file("no event\n" + text_of_session(2) + "[]\n", "session");
    EXPECT_EQ(read.entries, 3U);
    EXPECT_THAT(read.complaints, AllOf(HasSubstr("session: line 1: "), HasSubstr("session: line 5: ")));
}

class compressed_session_file : public testing::TestWithParam<std::string> {};

TEST_P(compressed_session_file, is_read_as_far_as_it_was_written) {
    const auto name = "session" + GetParam();
    const auto content = compressed(text_of_session(1'000), name);
    const auto read = read_file(content, name);
    EXPECT_EQ(read.entries, 1'001U);
    EXPECT_THAT(read.complaints, HasSubstr(name + ": is cut, and read up to there\n"));
    const auto cut = read_file(content.substr(0, content.size() * 3 / 4), name);
    EXPECT_LT(cut.entries, 1'001U);
    EXPECT_THAT(cut.complaints, HasSubstr("is cut"));
}

TEST_P(compressed_session_file, says_that_it_is_none) {
    const auto name = "session" + GetParam();
    const auto read = read_file(text_of_session(10), name);
    EXPECT_EQ(read.entries, 0U);
    EXPECT_THAT(read.complaints, HasSubstr(name + ": is broken, and read up to there\n"));
}

INSTANTIATE_TEST_SUITE_P(formats, compressed_session_file, testing::Values(".gz", ".zst"),
                         [](const auto& format) { return format.param.substr(1); });

}  // namespace
}  // namespace tracerouter::run
