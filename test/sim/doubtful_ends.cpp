#include "doubtful_ends.hpp"

#include <algorithm>
#include <cstddef>

#include "run.hpp"

namespace tracerouter::sim {

namespace {

constexpr std::uint8_t prohibited = 10;

void end_at(ordinary_path& path, std::size_t hop) {
    const auto& routers = path.world.routers;
    path.world.routes.front().barrier = barrier{.ttl = static_cast<std::uint8_t>(hop + 1), .code = prohibited};
    const auto behind = routers.begin() + static_cast<std::ptrdiff_t>(hop + 1);
    path.answering_hops =
        static_cast<std::size_t>(std::count_if(routers.begin(), behind, [](const router& one) { return !one.silent; }));
    path.target_rtt = routers[hop].delay.base;
}

}  // namespace

std::optional<ordinary_path> make_doubtful_path(std::uint64_t number, saying said) {
    ordinary_path path = make_ordinary_path(number);
    auto& routers = path.world.routers;
    const std::size_t hop = routers.size() / 2;
    if (path.hardship == hardship::dead || routers[hop].silent || routers[hop - 1].silent) return std::nullopt;
    const bool two = said == saying::refuses_two_ttls;
    if (said == saying::refuses_all) end_at(path, hop);
    if (two || said == saying::refuses_what_expires) routers[hop].refuses = {.code = prohibited};
    if (two) {
        routers[hop - 1].refuses = {.code = prohibited};
        routers[hop - 1].address = routers[hop].address;
    }
    return path;
}

timing_figures study_doubt(saying said, const timing_setting& setting, std::uint64_t first, std::uint64_t count) {
    timing_figures figures;
    for (std::uint64_t number = first; number < first + count; ++number) {
        std::optional<ordinary_path> path = make_doubtful_path(number, said);
        if (!path) continue;
        path->world.end_rules = setting.numbers;
        path->world.routes.front().options = setting.options;
        figures.add(*path, run(path->world, false).results.front());
    }
    return figures;
}

}  // namespace tracerouter::sim
