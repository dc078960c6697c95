#include "engine/trace_plan.hpp"

#include "engine/volley.hpp"

namespace tracerouter::engine {

namespace {

std::unique_ptr<strategy> sweep_for(const trace_setup& setup) {
    if (setup.survey) return std::make_unique<survey>(setup.options, setup.turn, setup.options.stop_set);
    trace_options options = setup.options;
    if (setup.frugal) options.queries = 1;
    return std::make_unique<volley>(options);
}

}  // namespace

trace_plan::trace_plan(const trace_setup& setup) : trace_plan(sweep_for(setup), setup) {
    if (setup.survey) paced_ = static_cast<survey*>(list_.front().get());
}

trace_plan::trace_plan(std::unique_ptr<strategy> sweep, const trace_setup& setup) {
    list_.push_back(std::move(sweep));
    if (!setup.options.path_mtu) return;
    auto search = std::make_unique<size_search>();
    sizes_ = search.get();
    list_.push_back(std::move(search));
}

}  // namespace tracerouter::engine
