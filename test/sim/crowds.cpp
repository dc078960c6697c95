#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "driver.hpp"
#include "observer.hpp"
#include "run.hpp"
#include "world.hpp"

// Many targets through a small window.

namespace {
// Octets allocated and not yet freed, in the whole program.
std::size_t octets_in_use = 0;
constexpr std::size_t header = alignof(std::max_align_t);
}  // namespace

void* operator new(std::size_t size) {
    void* block = std::malloc(size + header);
    if (!block) throw std::bad_alloc{};
    *static_cast<std::size_t*>(block) = size;
    octets_in_use += size;
    return static_cast<char*>(block) + header;
}

void operator delete(void* pointer) noexcept {
    if (!pointer) return;
    void* block = static_cast<char*>(pointer) - header;
    octets_in_use -= *static_cast<std::size_t*>(block);
    std::free(block);
}

void operator delete(void* pointer, std::size_t) noexcept {
    operator delete(pointer);
}

namespace tracerouter::sim {
namespace {

using namespace std::chrono_literals;

world crowd(std::size_t targets, std::size_t window) {
    world made;
    made.window = window;
    made.rate = 1'000'000;
    for (std::uint32_t hop = 0; hop < 8; ++hop) {
        router router;
        router.address = address_v4{0x0a000001 + hop};
        router.delay = {.base = (hop + 1) * 1ms, .jitter = 1ms, .slowness = 0ms};
        made.routers.push_back(router);
    }
    for (std::uint32_t target = 0; target < targets; ++target) {
        route route;
        route.target = address_v4{0xc6130000 + target};
        for (std::size_t hop = 0; hop < 1 + target % 8; ++hop) route.hops.push_back(hop);
        route.end = target % 10 == 0 ? ending::silence : ending::target;
        route.end_delay = {.base = 10ms, .jitter = 1ms, .slowness = 0ms};
        made.routes.push_back(route);
    }
    return made;
}

/// Remembers the most memory in use after any wake-up, above what was in use when the first trace had begun: the
/// simulated network itself grows with the targets.
class memory_gauge final : public observer {
public:
    void on_started(engine::trace_id, const route&, time_point) override {
        if (first_ == 0) first_ = octets_in_use;
    }
    void on_settled(const engine::engine&, time_point) override { most_ = std::max(most_, octets_in_use); }
    [[nodiscard]] std::size_t growth() const { return most_ - first_; }

private:
    std::size_t first_ = 0;
    std::size_t most_ = 0;
};

std::size_t memory_for(std::size_t targets, std::size_t window) {
    const world world = crowd(targets, window);
    memory_gauge gauge;
    driver{world, {&gauge}}.run();
    return gauge.growth();
}

TEST(crowd, is_traced_through_a_small_window) {
    const outcome outcome = run(crowd(2'000, 50));
    EXPECT_TRUE(outcome.complaints.empty()) << outcome.complaints.front();
    for (std::size_t target = 0; target < outcome.results.size(); ++target) {
        EXPECT_EQ(outcome.results[target].reached, target % 10 != 0) << target;
    }
}

TEST(crowd, is_traced_one_by_one) {
    EXPECT_TRUE(run(crowd(200, 1)).complaints.empty());
}

TEST(crowd, is_traced_all_at_once) {
    EXPECT_TRUE(run(crowd(1'000, 1'000)).complaints.empty());
}

TEST(crowd, needs_memory_for_the_window_and_not_for_the_targets) {
    const std::size_t few = memory_for(500, 20);
    const std::size_t many = memory_for(2'000, 20);
    EXPECT_GT(few, 0);
    EXPECT_LT(many, few + few / 4);
}

}  // namespace
}  // namespace tracerouter::sim
