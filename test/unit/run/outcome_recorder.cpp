#include "run/outcome_recorder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scripted_world.hpp"

namespace tracerouter::run {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class outcome_recorder_test : public testing::Test {
protected:
    outcome_recorder_test() {
        auto recording = std::make_unique<recording_reporter>(events);
        format = recording.get();
        format->finishes = &finishes;
        recorder.set_format(std::move(recording));
    }

    static trace_result ended(stop_reason stop) {
        trace_result result;
        result.target = "a.example";
        result.address = make_address("198.18.0.1");
        result.stop = stop;
        return result;
    }

    static constexpr target_number first{0};
    static constexpr target_number second{1};
    std::vector<std::string> events;
    std::vector<std::string> complaints;
    std::vector<boost::system::error_code> write_errors;
    std::size_t finishes = 0;
    recording_reporter* format = nullptr;
    done_set kept;
    done_targets done{&kept};
    tally counts;
    outcome_recorder recorder{
        {.counts = counts,
         .done = done,
         .log = {},
         .complain = [this](std::string_view message) { complaints.emplace_back(message); },
         .on_write_error = [this](boost::system::error_code why) { write_errors.push_back(why); }}};
};

TEST_F(outcome_recorder_test, writes_counts_and_notes_a_trace) {
    recorder.record({first}, ended(stop_reason::gap));
    EXPECT_THAT(events, ElementsAre("trace 198.18.0.1 gap"));
    EXPECT_EQ(counts.counts().not_reached, 1u);
    EXPECT_EQ(kept.text(), "0");
    EXPECT_THAT(complaints, IsEmpty());
}

TEST_F(outcome_recorder_test, leaves_to_the_next_run_what_this_one_gave_up) {
    recorder.record({first}, given_up{});
    recorder.record({first}, ended(stop_reason::interrupted));
    recorder.record({second}, left_out{});
    EXPECT_THAT(events, IsEmpty());
    EXPECT_EQ(counts.counts(), tally_counts{});
    EXPECT_EQ(kept.text(), "1");
}

TEST_F(outcome_recorder_test, says_which_target_failed_and_where_it_was_written) {
    const report::failure failure{.target = "a.example",
                                  .kind = report::failure_kind::unresolved,
                                  .message = "why",
                                  .address = make_address("198.18.0.1")};
    recorder.record({first}, failed_target{failure, "list:3"});
    EXPECT_THAT(complaints, ElementsAre("list:3: a.example (198.18.0.1): why"));
    EXPECT_THAT(events, ElementsAre("failure a.example (198.18.0.1): why"));
    EXPECT_EQ(counts.counts().unresolved, 1u);
    EXPECT_EQ(kept.text(), "0");
}

TEST_F(outcome_recorder_test, tries_again_what_may_pass) {
    recorder.record({first}, failed_target{{"a.example", report::failure_kind::unresolved, "why"}, {}, true});
    EXPECT_THAT(complaints, SizeIs(1));
    EXPECT_THAT(events, IsEmpty());
    EXPECT_TRUE(counts.leaves_undone());
    EXPECT_EQ(kept.text(), "");
}

TEST_F(outcome_recorder_test, takes_a_run_without_a_target_for_a_mistake) {
    recorder.record_empty_run();
    EXPECT_THAT(complaints, SizeIs(1));
    EXPECT_THAT(events, IsEmpty());
    EXPECT_EQ(counts.code(), host::exit_code::wrong_usage);
}

TEST_F(outcome_recorder_test, records_nothing_after_a_write_has_failed) {
    format->failing = make_error_code(boost::system::errc::no_space_on_device);
    recorder.record({first}, ended(stop_reason::gap));
    recorder.record({second}, ended(stop_reason::gap));
    recorder.record_hop({}, answered_hop(1, "198.18.1.1"));
    recorder.note_write(make_error_code(boost::system::errc::broken_pipe));
    recorder.finish();
    EXPECT_THAT(events, ElementsAre("trace 198.18.0.1 gap"));
    EXPECT_THAT(write_errors, ElementsAre(format->failing));
    EXPECT_EQ(kept.text(), "");
    EXPECT_EQ(finishes, 0u);
}

}  // namespace
}  // namespace tracerouter::run
