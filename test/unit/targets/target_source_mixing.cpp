#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "target_source_test.hpp"

namespace tracerouter::targets {
namespace {

using testing::ElementsAre;
using testing::Not;
using testing::UnorderedElementsAreArray;

/// A target source with a seed.
class target_source_mixing : public target_source_test {
protected:
    static constexpr source_settings seeded{.seed = 42};

    static std::string numbered(int count) {
        std::string lines;
        for (int i = 0; i < count; ++i) lines += std::to_string(i) + ".example\n";
        return lines;
    }
};

TEST_F(target_source_mixing, keeps_the_order_of_few) {
    const scratch_file file{"one.example\n198.18.0.0/30\nbad one\ntwo.example\n"};
    target_source source{typed({"198.18.0.2"}), list(file), {}, seeded};
    EXPECT_THAT(drain(source), ElementsAre("198.18.0.2", "one.example", "198.18.0.0", "198.18.0.1", "198.18.0.3",
                                           file.path() + ":3: bad one: Expected one target per line", "two.example"));
}

TEST_F(target_source_mixing, shuffles_a_prefix) {
    target_source source{typed({"198.18.0.0/24"}), {}, {}, seeded};
    const auto given = drain(source, 300);
    target_source in_order{typed({"198.18.0.0/24"}), {}, {}};
    const auto all = drain(in_order, 300);
    EXPECT_NE(given, all);
    EXPECT_THAT(given, UnorderedElementsAreArray(all));
}

TEST_F(target_source_mixing, shuffles_lists_and_arguments_together) {
    const scratch_file file{numbered(500) + "198.18.1.0/27\n"};
    target_source source{typed({"198.18.0.0/25", "198.18.1.7"}), list(file), {}, seeded};
    const auto given = drain(source, 1000);
    target_source in_order{typed({"198.18.0.0/25", "198.18.1.7"}), list(file), {}};
    EXPECT_THAT(given, UnorderedElementsAreArray(drain(in_order, 1000)));
    const std::vector<std::string> begin(given.begin(), given.begin() + 100);
    EXPECT_TRUE(std::any_of(begin.begin(), begin.end(), [](const std::string& text) { return text.ends_with("e"); }));
    EXPECT_TRUE(std::any_of(begin.begin(), begin.end(), [](const std::string& text) { return text.ends_with("7"); }));
    EXPECT_FALSE(std::is_sorted(begin.begin(), begin.end()));
}

TEST_F(target_source_mixing, gives_everything_once_of_a_list_longer_than_it_holds) {
    const scratch_file file{numbered(150'000)};
    target_source source{{}, list(file), {}, seeded};
    const auto given = drain(source, 200'000);
    EXPECT_EQ(given.size(), 150'000u);
    EXPECT_EQ((std::set<std::string>{given.begin(), given.end()}.size()), 150'000u);
    EXPECT_FALSE(source.read_ahead(1) && source.held() > 0);
}

TEST_F(target_source_mixing, does_not_forget_addresses_beside_prefixes_without_end) {
    target_source source{typed({"2001:db8::/64", "198.18.0.1", "198.18.0.2"}), {}, {}, seeded};
    const auto given = drain(source, 1000);
    EXPECT_EQ(std::count_if(given.begin(), given.end(), [](const auto& text) { return text.starts_with("198."); }), 2);
}

TEST_F(target_source_mixing, gives_the_same_order_for_the_same_seed) {
    const scratch_file file{numbered(100)};
    const auto given = [&](std::uint64_t seed) {
        target_source source{typed({"198.18.0.0/25"}), list(file), {}, {.seed = seed}};
        return drain(source, 1000);
    };
    EXPECT_EQ(given(7), given(7));
    EXPECT_THAT(given(7), Not(given(8)));
}

TEST_F(target_source_mixing, tells_every_mistake) {
    std::string lines;
    for (int i = 0; i < 1000; ++i) lines += i % 2 == 0 ? "bad one\n" : std::to_string(i) + ".example\n";
    const scratch_file file{lines};
    target_source source{{}, list(file), {}, seeded};
    const auto given = drain(source, 2000);
    EXPECT_EQ(given.size(), 1000u);
    EXPECT_EQ(std::count_if(given.begin(), given.end(), [](const auto& text) { return text.ends_with("per line"); }),
              500);
}

}  // namespace
}  // namespace tracerouter::targets
