#include "host/checkpoint_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "scratch_folder.hpp"

namespace tracerouter::host {
namespace {

class checkpoint_file_test : public scratch_folder {
protected:
    [[nodiscard]] std::optional<std::string> loaded() const {
        return checkpoint_file::open(path()).value()->load().value();
    }
};

TEST_F(checkpoint_file_test, holds_nothing_at_first) {
    EXPECT_EQ(loaded(), std::nullopt);
}

TEST_F(checkpoint_file_test, holds_what_was_stored_last) {
    const auto file = checkpoint_file::open(path()).value();
    EXPECT_EQ(file->load().value(), std::nullopt);
    EXPECT_FALSE(file->store("one\n"));
    EXPECT_FALSE(file->store("#checkpoint 9 9 9\nfirst\n"));
    EXPECT_EQ(file->load().value(), "#checkpoint 9 9 9\nfirst\n");
}

TEST_F(checkpoint_file_test, is_new_until_something_is_stored) {
    const auto file = checkpoint_file::open(path()).value();
    EXPECT_TRUE(file->load());
    EXPECT_TRUE(file->is_new());
    EXPECT_FALSE(file->store("one\n"));
    EXPECT_FALSE(file->is_new());
}

TEST_F(checkpoint_file_test, is_a_regular_file) {
    EXPECT_EQ(checkpoint_file::open("/dev/zero").error(), boost::system::errc::not_supported);
}

/// Each of them asks for a digest of all that follows.
TEST_F(checkpoint_file_test, wastes_no_time_on_forged_beginnings) {
    std::string forged;
    for (int i = 0; i < 40'000; ++i) forged += "#checkpoint 1 200000 7\n";
    fill(forged + std::string(200'000, 'x'));
    EXPECT_EQ(checkpoint_file::open(path()).value()->load().value(), std::nullopt);
}

TEST_F(checkpoint_file_test, goes_on_after_it_was_closed) {
    for (int i = 0; i < 20; ++i) {
        const auto text = std::string(static_cast<std::size_t>(7 * i % 50), 'x') + std::to_string(i);
        const auto file = checkpoint_file::open(path()).value();
        EXPECT_TRUE(file->load());
        EXPECT_FALSE(file->store(text));
        EXPECT_EQ(checkpoint_file::open(path()).error(), boost::system::errc::operation_would_block);
        EXPECT_EQ(file->load().value(), text);
    }
}

TEST_F(checkpoint_file_test, does_not_grow_with_the_number_of_texts) {
    const auto file = checkpoint_file::open(path()).value();
    EXPECT_TRUE(file->load());
    for (std::size_t i = 0; i < 1000; ++i) EXPECT_FALSE(file->store(std::string(1000 + i % 7, 'x')));
    EXPECT_LT(std::filesystem::file_size(path()), 4000u);
}

TEST_F(checkpoint_file_test, believes_no_file_that_is_too_long_to_be_one) {
    fill(std::string(std::size_t{17} << 20, '#'));
    EXPECT_EQ(checkpoint_file::open(path()).value()->load().error(), boost::system::errc::file_too_large);
    EXPECT_EQ(checkpoint_file::open("/dev/zero").error(), boost::system::errc::not_supported);
}

// Whatever of the newest text did not reach the disk, the one before it is still there.
TEST_F(checkpoint_file_test, survives_death_in_the_middle_of_a_text) {
    for (int stores = 2; stores < 6; ++stores) {
        std::filesystem::remove(path());
        std::string before;
        std::string after;
        {
            const auto file = checkpoint_file::open(path()).value();
            EXPECT_TRUE(file->load());
            for (int i = 0; i < stores; ++i) {
                before = content();
                EXPECT_FALSE(file->store("text " + std::to_string(i) + " that is longer the later it is" +
                                         std::string(static_cast<std::size_t>(5 * i), '.')));
            }
            after = content();
        }
        const auto newest = loaded();
        std::size_t first = 0;
        while (first < before.size() && before[first] == after[first]) ++first;
        for (std::size_t size = first; size < after.size(); ++size) {
            // Octets up to `size` are new, those behind as they were.
            auto torn = after.substr(0, size);
            if (before.size() > size) torn += before.substr(size);
            if (torn == after) continue;
            fill(torn);
            ASSERT_TRUE(loaded()) << size;
            ASSERT_TRUE(loaded()->starts_with("text " + std::to_string(stores - 2)) || loaded() == newest) << size;
        }
    }
}

TEST_F(checkpoint_file_test, takes_the_beginning_of_a_first_text_for_none) {
    fill("#checkpoint 1 100 ");
    EXPECT_EQ(loaded(), std::nullopt);
    fill("#check");
    EXPECT_EQ(loaded(), std::nullopt);
}

TEST_F(checkpoint_file_test, refuses_files_of_others) {
    fill("{\"target\": 1}\n");
    EXPECT_EQ(checkpoint_file::open(path()).value()->load().error(), boost::system::errc::illegal_byte_sequence);
    EXPECT_EQ(checkpoint_file::open(path() + "/x").error(), boost::system::errc::not_a_directory);
}

}  // namespace
}  // namespace tracerouter::host
