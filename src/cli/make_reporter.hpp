#pragma once

#include <cstddef>
#include <memory>

#include "cli/config.hpp"
#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/sink.hpp"

namespace tracerouter::cli {

/// What the place where results go can show.
struct screen {
    bool color = false;
    std::size_t width = 0;  ///< columns; 0: any number
};

/// The format that the configuration asks for. `facts` and `out` outlive it.
[[nodiscard]] std::unique_ptr<report::reporter> make_reporter(const config& config, report::sink& out, screen shown,
                                                              const report::fact_lookup& facts, bool single_target);

}  // namespace tracerouter::cli
