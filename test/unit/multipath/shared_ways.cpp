#include "multipath/shared_ways.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "path_world.hpp"

namespace tracerouter::multipath {
namespace {

using test::explorer;
using test::outcome;
using test::path_world;

/// The way to one of many targets: each target has a router of its own behind what `common` makes.
template <class Common>
path_world way_to(std::size_t target, Common common) {
    path_world world{1'000 + target};
    common(world);
    world.skip(2 * target).single().single();
    return world;
}

void eight_ways(path_world& world) {
    world.single().single().diamond(8, 2).single();
}

boost::asio::ip::address target_address(std::size_t target) {
    return boost::asio::ip::address_v4{static_cast<std::uint32_t>(0xc6130000U + target)};
}

/// Searches for paths to many targets, begun at the same time.
class crowd {
public:
    template <class Common>
    crowd(std::size_t targets, Common common, path_options wanted = {}) {
        worlds_.reserve(targets);
        for (std::size_t target = 0; target < targets; ++target) {
            worlds_.push_back(way_to(target, common));
            const path_search::settings chosen{.wanted = wanted, .target = target_address(target), .others = &others_};
            all_.push_back(std::make_unique<explorer>(worlds_.back(), chosen));
        }
    }

    explorer& operator[](std::size_t target) { return *all_[target]; }
    path_world& world(std::size_t target) { return worlds_[target]; }

    std::vector<outcome> run() {
        const auto done = [](const auto& one) { return one->search().finished(); };
        for (; !std::ranges::all_of(all_, done); now_ += std::chrono::milliseconds{20}) {
            for (const auto& one : all_) one->ask(now_);
        }
        std::vector<outcome> results;
        for (const auto& one : all_) results.push_back(one->result());
        return results;
    }
    [[nodiscard]] duration elapsed() const { return now_ - time_point{}; }

private:
    shared_ways others_;
    std::vector<path_world> worlds_;
    std::vector<std::unique_ptr<explorer>> all_;  // before others_
    time_point now_{};
};

TEST(shared_ways, are_asked_for_one_target_only) {
    crowd targets{100, eight_ways};
    const auto results = targets.run();
    path_world alone = way_to(0, eight_ways);
    const auto single = test::search(alone, {}).paths.probes_sent;
    std::uint32_t all = 0;
    for (std::size_t target = 0; target < 100; ++target) {
        const path_set& paths = results[target].paths;
        all += paths.probes_sent;
        EXPECT_TRUE(paths.complete);
        EXPECT_EQ(results[target].links, targets.world(target).links()) << target;
    }
    // Two hops are each target's own, with a flow that is asked at all hops.
    constexpr std::uint32_t own = 7 + 2 * 8;
    EXPECT_LE(all, 1.2 * (single + 99 * own));
    EXPECT_LE(targets.elapsed(), std::chrono::milliseconds{500});
}

TEST(shared_ways, are_marked_where_no_flow_to_this_target_has_shown_them) {
    const auto results = crowd{2, eight_ways}.run();
    const path_set& first = results[0].paths;
    EXPECT_FALSE(first.shared);
    EXPECT_TRUE(std::ranges::none_of(first.vertices, &path_vertex::inferred));
    EXPECT_TRUE(std::ranges::none_of(first.links, &path_link::inferred));
    const path_set& second = results[1].paths;
    ASSERT_TRUE(second.shared);
    EXPECT_EQ(*second.shared, (path_share{.up_to_ttl = 6, .found_for = target_address(0)}));
    EXPECT_EQ(std::ranges::count_if(second.vertices, &path_vertex::inferred), 7 + 7);
    EXPECT_EQ(std::ranges::count_if(second.links, &path_link::inferred), 3 * 7);
    EXPECT_GT(second.confidence.value_or(0), 0.94);
}

// To some targets, the routers side by side are others.
TEST(shared_ways, are_not_believed_where_a_flow_has_met_somebody_else) {
    shared_ways others;
    path_world here = way_to(0, eight_ways);
    const auto with_others = [](path_world& world) { world.single().single().skip(100).diamond(2, 2).single(); };
    path_world there = way_to(1, with_others);
    explorer first{here, {.target = target_address(0), .others = &others}};
    while (first.ask({})) {
    }
    explorer second{there, {.target = target_address(1), .others = &others}};
    while (second.ask({})) {
    }
    const outcome found = second.result();
    EXPECT_EQ(found.links, there.links());
    ASSERT_TRUE(found.paths.shared);
    EXPECT_EQ(found.paths.shared->up_to_ttl, 2);
}

TEST(shared_ways, are_looked_for_anew_when_the_search_that_leads_is_interrupted) {
    crowd targets{3, eight_ways};
    for (std::size_t target = 0; target < 3; ++target) targets[target].ask({});
    EXPECT_FALSE(targets[0].result().paths.complete);
    time_point now{};
    while (!targets[1].search().finished() || !targets[2].search().finished()) {
        now += std::chrono::milliseconds{20};
        targets[1].ask(now);
        targets[2].ask(now);
    }
    EXPECT_EQ(targets[1].result().links, targets.world(1).links());
    EXPECT_EQ(targets[2].result().links, targets.world(2).links());
}

// What lies behind the first meeting may be common to some of the targets only.
TEST(shared_ways, are_taken_over_from_whoever_has_taken_over_some) {
    const auto far = [](path_world& world) {
        eight_ways(world);
        world.skip(500).diamond(3, 1).single();
    };
    shared_ways others;
    path_world worlds[] = {way_to(0, eight_ways), way_to(1, far), way_to(2, far)};
    std::uint32_t probes[3] = {};
    for (std::size_t target = 0; target < 3; ++target) {
        explorer one{worlds[target], {.target = target_address(target), .others = &others}};
        while (one.ask({})) {
        }
        const outcome found = one.result();
        EXPECT_EQ(found.links, worlds[target].links()) << target;
        probes[target] = found.paths.probes_sent;
        EXPECT_EQ(found.paths.shared.value_or(path_share{}).up_to_ttl, target == 0 ? 0 : 3 * target + 3);
    }
    EXPECT_LT(probes[1], probes[0]);
    EXPECT_LT(probes[2], probes[1]);
}

TEST(shared_ways, forget_what_is_too_much_to_keep) {
    shared_ways others;
    const std::vector<hop_met> path{{.ttl = 1, .router = target_address(1)}};
    const auto first = others.begin(0, path);
    others.end(first, std::make_shared<found_ways>());
    for (int search = 0; search < 2'000; ++search) {
        const hop_met elsewhere{.ttl = 2, .router = target_address(static_cast<std::size_t>(search))};
        others.end(others.begin(0, {elsewhere}), std::make_shared<found_ways>());
    }
    const auto second = others.begin(0, path);
    const auto third = others.begin(0, path);
    EXPECT_FALSE(others.look_up(second, 0, path).wait) << "it leads where the first one is forgotten";
    EXPECT_TRUE(others.look_up(third, 0, path).wait);
    EXPECT_FALSE(others.look_up(others.begin(1, path), 1, path).wait) << "of another kind";
}

}  // namespace
}  // namespace tracerouter::multipath
