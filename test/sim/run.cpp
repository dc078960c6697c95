#include "run.hpp"

#include <map>
#include <sstream>
#include <utility>
#include <variant>

#include "checker.hpp"
#include "driver.hpp"
#include "random_world.hpp"
#include "timeline.hpp"

namespace tracerouter::sim {

namespace {

/// Collects results in the order in which the traces began, which is that of the routes.
class collector final : public observer {
public:
    void on_started(engine::trace_id trace, const route&, time_point) override {
        places_[{trace.slot, trace.serial}] = results.size();
        results.emplace_back();
    }
    void on_event(const engine::event& event, time_point) override {
        const auto* finished = std::get_if<engine::trace_finished>(&event);
        if (finished) results[places_[{finished->trace.slot, finished->trace.serial}]] = finished->result;
    }

    std::vector<trace_result> results;

private:
    std::map<std::pair<std::uint16_t, std::uint32_t>, std::size_t> places_;
};

}  // namespace

outcome run(const world& world, bool announce_hops) {
    collector collector;
    if (!announce_hops) {
        driver{world, {&collector}, false}.run();
        return {{}, std::move(collector.results)};
    }
    checker checker{world};
    driver{world, {&checker, &collector}}.run();
    return {checker.complaints(), std::move(collector.results)};
}

std::string timeline_of(const world& world) {
    std::ostringstream out;
    timeline timeline{out};
    driver{world, {&timeline}}.run();
    return out.str();
}

std::vector<std::string> run_seed(std::uint64_t seed) {
    std::vector<std::string> complaints = run(random_world(seed)).complaints;
    for (std::string& complaint : complaints) {
        complaint += "\n    replay: tracerouter-sim --seed " + std::to_string(seed) + " --verbose";
    }
    return complaints;
}

}  // namespace tracerouter::sim
