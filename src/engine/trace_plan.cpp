#include "engine/trace_plan.hpp"

#include "engine/doubletree_sweep.hpp"
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

trace_plan::trace_plan(const trace_setup& setup) : trace_plan(nullptr, setup) {
    if (!setup.measured) {
        sweep_ = volley_for(setup);
    } else if (setup.options.stop_set) {
        std::unique_ptr<backward_sweep> sweep =
            setup.sweep_start ? std::make_unique<doubletree_sweep>(setup.options, *setup.sweep_start)
                              : std::make_unique<backward_sweep>(setup.options);
        measured_ = backward_ = sweep.get();
        sweep_ = std::move(sweep);
    } else {
        auto sweep = std::make_unique<paced_sweep>(setup.options, setup.sweep_begin, setup.limited_up_to);
        measured_ = sweep.get();
        sweep_ = std::move(sweep);
    }
}

trace_plan::trace_plan(std::unique_ptr<strategy> sweep, const trace_setup& setup) : sweep_(std::move(sweep)) {
    if (setup.options.path_mtu) sizes_ = std::make_unique<size_search>();
    if (setup.options.paths) paths_ = std::make_unique<path_sweep>(setup);
}

}  // namespace tracerouter::engine
