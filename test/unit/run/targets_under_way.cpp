#include "run/targets_under_way.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "scripted_world.hpp"
#include "targets/exclusion_list.hpp"

namespace tracerouter::run {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;

using testing::SizeIs;

class targets_under_way_test : public testing::Test, public task_observer {
protected:
    static targets::target address(const std::string& text) { return {text, make_address(text)}; }
    static targets::target name(const std::string& text) { return {text, targets::host_name{text}}; }

    void looked_up() override { under_way.look_up_ended(); }
    void hop(const report::heading&, const hop_result&) override {}
    void done(trace_number number, outcome finished) override {
        under_way.ended(number);
        outcomes.push_back(std::move(finished));
    }

    boost::asio::io_context context;
    scripted_tracer tracer{context};
    scripted_resolver names{context};
    targets::exclusion_list excluded;
    trace_options options;
    std::vector<outcome> outcomes;
    targets_under_way under_way{{.names = names,
                                 .tracer = tracer,
                                 .excluded = excluded,
                                 .options = options,
                                 .tell_hops = false,
                                 .all_addresses = false,
                                 .observer = *this},
                                2};
};

TEST_F(targets_under_way_test, have_room_for_a_window_of_them) {
    under_way.begin(target_number{0}, address("198.18.0.0"));
    EXPECT_TRUE(under_way.has_room());
    under_way.begin(target_number{1}, address("198.18.0.1"));
    EXPECT_FALSE(under_way.has_room());
    context.poll();
    EXPECT_TRUE(under_way.has_room());
    EXPECT_TRUE(under_way.empty());
    EXPECT_THAT(outcomes, SizeIs(2));
}

TEST_F(targets_under_way_test, that_are_looked_up_take_no_room_from_addresses) {
    names.silent = true;
    for (std::size_t i = 0; i <= max_lookups; ++i) under_way.begin(target_number{i}, name("a.example"));
    EXPECT_EQ(names.asked, max_lookups);
    EXPECT_TRUE(under_way.looking_up());
    EXPECT_TRUE(under_way.has_room());
}

TEST_F(targets_under_way_test, are_all_given_up_when_they_are_cancelled) {
    names.silent = true;
    tracer.script["198.18.0.0"].held = true;
    under_way.begin(target_number{0}, address("198.18.0.0"));
    for (std::size_t i = 1; i <= max_lookups + 1; ++i) under_way.begin(target_number{i}, name("a.example"));
    EXPECT_THAT(under_way.drop_waiting_names(), ElementsAre(target_number{max_lookups + 1}));
    under_way.cancel_tasks();
    context.poll();
    EXPECT_TRUE(under_way.empty());
    EXPECT_TRUE(under_way.looking_up()) << "look-ups cannot be recalled";
    ASSERT_THAT(outcomes, SizeIs(max_lookups + 1));
    EXPECT_TRUE(std::holds_alternative<trace_result>(outcomes.back()));
    EXPECT_TRUE(std::holds_alternative<given_up>(outcomes.front()));
}

}  // namespace
}  // namespace tracerouter::run
