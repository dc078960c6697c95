#include "run/resumption.hpp"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "../host/scratch_folder.hpp"
#include "targets/target_syntax.hpp"

namespace tracerouter::run {
namespace {

/// A run with a list, whose checkpoint is that of an earlier run.
class resumption : public host::scratch_folder {
protected:
    resumption() { fill("198.18.0.1\n198.18.0.2\n", "list"); }

    /// \param identity the options of the run, as far as they change results
    [[nodiscard]] config configured(std::string identity = {}, const std::vector<std::string>& targets = {}) const {
        config chosen;
        chosen.lists = {path("list")};
        for (const auto& text : targets) chosen.targets.push_back({text, targets::parse_target(text).value()});
        chosen.output = path();
        chosen.resume = path("book");
        chosen.identity = std::move(identity);
        chosen.seed = 42;
        return chosen;
    }

    run_plan plan(const config& config) {
        std::vector<targets::line_reader> lists;
        for (const auto& list : config.lists) {
            lists.push_back(targets::line_reader::open(context_.get_executor(), list).value());
        }
        return *plan_of(config, lists);
    }

    /// What a run says when it takes up the checkpoint; empty: nothing is wrong.
    std::string taken_up(std::string identity = {}, const std::vector<std::string>& targets = {}) {
        const auto config = configured(std::move(identity), targets);
        const auto file = host::checkpoint_file::open(path("book")).value();
        const auto state = resume_from(*file, plan(config), config);
        if (state && !text_stored_) {
            text_stored_ = true;
            EXPECT_FALSE(file->store(text_of(*state)));
        }
        return state ? "" : state.error().message;
    }

    [[nodiscard]] std::string about(const std::string& what) const { return path("book") + ": " + what; }

private:
    boost::asio::io_context context_;
    bool text_stored_ = false;
};

TEST_F(resumption, begins_with_nothing_done) {
    const auto config = configured("", {"198.18.0.9"});
    const auto state = *resume_from(*host::checkpoint_file::open(path("book")).value(), plan(config), config);
    EXPECT_EQ(state, (checkpoint{.plan = plan(config), .seed = config.seed}));
}

TEST_F(resumption, takes_up_the_same_run) {
    EXPECT_EQ(taken_up("queries=1", {"198.18.0.9"}), "");
    EXPECT_EQ(taken_up("queries=1", {"198.18.0.9"}), "");
}

TEST_F(resumption, refuses_another_run) {
    EXPECT_EQ(taken_up("queries=1", {"198.18.0.9"}), "");
    EXPECT_EQ(taken_up("queries=2", {"198.18.0.9"}), about("the checkpoint belongs to a run with other options"));
    EXPECT_EQ(taken_up("", {"198.18.0.9"}), about("the checkpoint belongs to a run with other options"));
    EXPECT_EQ(taken_up("queries=1", {"198.18.0.8"}), about("the checkpoint belongs to a run with other targets"));
    fill("198.18.0.1\n198.18.0.3\n", "list");
    EXPECT_EQ(taken_up("queries=1", {"198.18.0.9"}),
              about(path("list") + " has changed since the run of this checkpoint"));
}

TEST_F(resumption, refuses_what_is_no_checkpoint) {
    fill("something else\n", "book");
    EXPECT_EQ(taken_up(), about("not a checkpoint of tracerouter"));
    std::filesystem::remove(path("book"));
    {
        const auto file = host::checkpoint_file::open(path("book")).value();
        EXPECT_TRUE(file->load());
        EXPECT_FALSE(file->store("tracerouter-checkpoint 9\n"));
    }
    EXPECT_EQ(taken_up(), about("a checkpoint of another version"));
}

TEST_F(resumption, does_not_cut_results_that_belong_to_no_checkpoint) {
    const auto config = configured();
    const auto file = host::checkpoint_file::open(path("book")).value();
    EXPECT_TRUE(file->load());
    const auto results = host::file_sink::open(path()).value();
    EXPECT_TRUE(check_results(*file, *results, config));
    fill("one\n");
    EXPECT_FALSE(check_results(*file, *results, config));
    EXPECT_FALSE(file->store("state\n"));
    EXPECT_TRUE(check_results(*file, *results, config));
}

TEST_F(resumption, cuts_results_to_those_that_count) {
    fill("one\ntwo\nhal");
    const auto config = configured();
    const auto results = host::file_sink::open(path()).value();
    EXPECT_TRUE(cut_results(*results, {.output_size = 4}, config));
    EXPECT_EQ(content(), "one\n");
    EXPECT_EQ(cut_results(*results, {.output_size = 5}, config).error().message,
              path() + ": shorter than " + path("book") + " says: it is not the output of that run");
    EXPECT_EQ(cut_results(*host::file_sink::open("/dev/null").value(), {}, config).error().message,
              path() + ": --resume needs a regular file");
}

}  // namespace
}  // namespace tracerouter::run
