#pragma once

#include <cstddef>
#include <memory>

#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/sink.hpp"
#include "run/config.hpp"

namespace tracerouter::run {

/// What is to be known of the place where results go.
struct report_place {
    bool color = false;
    std::size_t width = 0;   ///< columns of the terminal; 0: any number
    bool continued = false;  ///< there are results of an earlier run
};

/// The format that the configuration asks for. `facts` and `out` outlive it.
[[nodiscard]] std::unique_ptr<report::reporter> make_reporter(const config& config, report::sink& out,
                                                              report_place place, const report::fact_lookup& facts,
                                                              bool single_target);

}  // namespace tracerouter::run
