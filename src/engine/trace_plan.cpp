#include "engine/trace_plan.hpp"

#include <utility>
#include <vector>

#include "engine/volley.hpp"

namespace tracerouter::engine {

trace_plan plan_with(std::unique_ptr<strategy> sweep, const trace_setup& setup) {
    std::vector<std::unique_ptr<strategy>> list;
    auto extra = std::make_unique<extra_probes>();
    extra_probes* const asked = extra.get();
    list.push_back(std::move(extra));
    list.push_back(std::move(sweep));
    size_search* sizes = nullptr;
    if (setup.options.path_mtu) {
        auto search = std::make_unique<size_search>();
        sizes = search.get();
        list.push_back(std::move(search));
    }
    return {strategies{std::move(list)}, asked, nullptr, sizes};
}

trace_plan plan_for(const trace_setup& setup) {
    if (setup.survey) {
        auto sweep = std::make_unique<survey>(setup.options, setup.turn, setup.options.stop_set);
        survey* const paced = sweep.get();
        trace_plan plan = plan_with(std::move(sweep), setup);
        plan.paced = paced;
        return plan;
    }
    trace_options options = setup.options;
    if (setup.frugal) options.queries = 1;
    return plan_with(std::make_unique<volley>(options), setup);
}

}  // namespace tracerouter::engine
