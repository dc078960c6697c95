#include "engine/trace_plan.hpp"

#include "engine/paced_sweep.hpp"
#include "engine/volley.hpp"

namespace tracerouter::engine {

namespace {

std::unique_ptr<strategy> volley_for(const trace_setup& setup) {
    trace_options options = setup.options;
    if (setup.within_error_budget) options.queries = 1;
    return std::make_unique<volley>(options);
}

}  // namespace

trace_plan::trace_plan(const trace_setup& setup) {
    if (!setup.survey) {
        list_.push_back(volley_for(setup));
    } else if (setup.options.stop_set) {
        auto sweep = std::make_unique<backward_sweep>(setup.options);
        survey_ = backward_ = sweep.get();
        list_.push_back(std::move(sweep));
    } else {
        auto sweep = std::make_unique<paced_sweep>(setup.options, setup.sweep_begin);
        survey_ = sweep.get();
        list_.push_back(std::move(sweep));
    }
    add_size_search(setup);
}

trace_plan::trace_plan(std::unique_ptr<strategy> sweep, const trace_setup& setup) {
    list_.push_back(std::move(sweep));
    add_size_search(setup);
}

void trace_plan::add_size_search(const trace_setup& setup) {
    if (!setup.options.path_mtu) return;
    auto search = std::make_unique<size_search>();
    sizes_ = search.get();
    list_.push_back(std::move(search));
}

}  // namespace tracerouter::engine
