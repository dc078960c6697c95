#pragma once

#include <memory>

#include "engine/extra_probes.hpp"
#include "engine/size_search.hpp"
#include "engine/strategy.hpp"
#include "engine/survey.hpp"
#include "engine/trace_setup.hpp"

namespace tracerouter::engine {

/// The strategies of a trace: extra probes come before those of the sweep, and the search for the path MTU behind all.
struct trace_plan {
    strategies all;
    extra_probes* extra = nullptr;  ///< one of them; never null
    survey* paced = nullptr;        ///< the sweep, if it is this one
    size_search* sizes = nullptr;   ///< one of them, if the path MTU is wanted
};

/// A volley or a survey, as the setup says.
[[nodiscard]] trace_plan plan_for(const trace_setup& setup);
/// The same with another sweep.
[[nodiscard]] trace_plan plan_with(std::unique_ptr<strategy> sweep, const trace_setup& setup);

}  // namespace tracerouter::engine
