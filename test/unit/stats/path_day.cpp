#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/mix.hpp"
#include "path_script.hpp"

namespace tracerouter::stats {
namespace {

constexpr int an_hour = 3'600;  // rounds

/// A way with a flap now and then, four flows over two routers, and 2 % loss.
path_script ordinary_day() {
    path_script script;
    script.flows = 4;
    script.way_of = [](std::uint64_t round, std::uint16_t flow) {
        auto hops = numbered_way(4);
        hops[1] = "198.18.2." + std::to_string(flow % 2);
        if (round / 1'000 % 7 == 3) hops[2] = "198.18.3.7";
        return hops;
    };
    script.loses = [](std::uint64_t round, std::uint16_t flow, std::uint16_t ttl) {
        return mix(round * 1'024 + flow * 256U + ttl) % 50 == 0;
    };
    return script;
}

TEST(path_day, takes_no_more_memory_than_an_hour) {
    auto script = ordinary_day();
    script.run(an_hour);
    const std::size_t after_an_hour = script.statistics.memory();
    for (int hour = 1; hour < 24; ++hour) {
        script.run(an_hour);
        // A few octets: a path, a change or an octave that had not occurred in the first hour.
        EXPECT_LE(script.statistics.memory(), after_an_hour + after_an_hour / 10) << hour;
    }
    EXPECT_LT(after_an_hour / script.result().hops.size(), 48U * 1024);
    EXPECT_LE(script.events.size(), 40U);  // 24 flaps, and bursts
    EXPECT_EQ(script.all<outage>().size(), 0U);
}

TEST(path_day, without_a_change_tells_none) {
    path_script script;
    script.flows = 4;
    script.loses = [](std::uint64_t round, std::uint16_t flow, std::uint16_t ttl) {
        return mix(round * 1'024 + flow * 256U + ttl) % 10 == 0;
    };
    script.run(24 * an_hour);
    script.finish();
    EXPECT_EQ(script.events.size() - script.all<loss_burst>().size() - script.all<outage>().size() -
                  script.all<recovery>().size(),
              0U);
    const auto result = script.result();
    ASSERT_EQ(result.hops.size(), 5U);
    for (const hop_summary& hop : result.hops) {
        EXPECT_EQ(hop.probes.decided(), 86'400U);
        EXPECT_NEAR(hop.loss->share, 0.1, 0.005);
    }
}

TEST(path_day, of_forged_answers_takes_bounded_memory) {
    path_script script;
    script.flows = 4;
    script.way_of = [](std::uint64_t round, auto) {
        way hops;
        for (std::uint64_t ttl = 1; ttl <= 20; ++ttl) {
            const std::uint64_t x = mix(round * 32 + ttl);
            hops.push_back("2001:db8::" + std::to_string(x % 10'000));
        }
        return hops;
    };
    script.run(an_hour);
    const std::size_t after_an_hour = script.statistics.memory();
    script.run(an_hour);
    EXPECT_LE(script.statistics.memory(), after_an_hour + after_an_hour / 10);
    EXPECT_LE(script.events.size(), 100U);
}

}  // namespace
}  // namespace tracerouter::stats
