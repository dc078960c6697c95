#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "doubtful_ends.hpp"
#include "timing_settings.hpp"
#include "timing_study.hpp"

// tracerouter-timing [PATHS]: what the numbers of the rules that end a trace cost and bring, as tables in Markdown.
namespace {

using namespace tracerouter::sim;

constexpr std::uint64_t default_paths = 10'000;

const std::map<hardship, const char*> names{{hardship::none, "silent routers only"},
                                            {hardship::loss, "and loss"},
                                            {hardship::slow, "and slow routers"},
                                            {hardship::limited, "and limited routers"},
                                            {hardship::dead, "and a dead target"}};

void print_hardships(std::uint64_t paths) {
    std::printf(
        "### The default, by what is hard about the path\n\n"
        "| path | traces | time / RTT, median | p90 | seconds, mean | p99 | hops found | whole paths | probes |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (const auto& [hardship, figures] : study({}, 1, paths)) {
        std::printf("| %s | %zu | %.2f | %.2f | %.3f | %.3f | %.2f %% | %.1f %% | %.1f |\n", names.at(hardship),
                    figures.traces(), figures.round_trips(0.5), figures.round_trips(0.9), figures.mean_seconds(),
                    figures.seconds(0.99), 100 * figures.hops_found(), 100 * figures.whole_paths(),
                    figures.mean_probes());
    }
    std::printf("\n");
}

void print_setting(const named_setting& row, std::uint64_t paths) {
    timing_figures reached;
    timing_figures dead;
    for (const auto& [hardship, figures] : study(row.setting, 1, paths)) {
        (hardship == hardship::dead ? dead : reached).add(figures);
    }
    std::printf("| %s | %.2f | %.2f | %.3f | %.2f %% | %.1f %% | %.1f | %.3f | %.2f %% |\n", row.name.c_str(),
                reached.round_trips(0.5), reached.round_trips(0.9), reached.mean_seconds(), 100 * reached.hops_found(),
                100 * reached.whole_paths(), reached.mean_probes(), dead.mean_seconds(), 100 * dead.hops_found());
    std::fflush(stdout);
}

void print_settings(const char* title, const std::vector<named_setting>& rows, std::uint64_t paths) {
    std::printf(
        "### %s\n\n"
        "| setting | time / RTT, median | p90 | seconds, mean | hops found | whole paths | probes | dead targets: "
        "seconds, "
        "mean | hops found |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        title);
    for (const named_setting& row : rows) print_setting(row, paths);
    std::printf("\n");
}

void print_doubt(std::uint64_t paths) {
    std::printf(
        "### Ends in doubt\n\n"
        "| setting | one TTL refused, the path goes on: seconds, mean | hops found | whole paths | two TTLs: seconds, "
        "mean "
        "| hops found | whole paths | the path ends there: time / RTT, median | p90 | seconds, mean | hops found | "
        "probes "
        "|\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    const timing_figures calm = study_doubt(saying::nothing, {}, 1, paths);
    std::printf("| default, nobody refuses | %.3f | %.2f %% | %.1f %% | | | | | | | | |\n", calm.mean_seconds(),
                100 * calm.hops_found(), 100 * calm.whole_paths());
    for (const named_setting& row : doubt_settings()) {
        std::printf("| %s |", row.name.c_str());
        for (const saying said : {saying::refuses_what_expires, saying::refuses_two_ttls}) {
            const timing_figures figures = study_doubt(said, row.setting, 1, paths);
            std::printf(" %.3f | %.2f %% | %.1f %% |", figures.mean_seconds(), 100 * figures.hops_found(),
                        100 * figures.whole_paths());
        }
        const timing_figures end = study_doubt(saying::refuses_all, row.setting, 1, paths);
        std::printf(" %.2f | %.2f | %.3f | %.2f %% | %.1f |\n", end.round_trips(0.5), end.round_trips(0.9),
                    end.mean_seconds(), 100 * end.hops_found(), end.mean_probes());
        std::fflush(stdout);
    }
    std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t paths = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : default_paths;
    print_settings("Time against completeness", curve_settings(), paths);
    print_hardships(paths);
    print_settings("Each number alone", single_settings(), paths);
    print_doubt(paths);
}
