#pragma once

#include <cstddef>

#include "report/facts.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::report {

/// What any reporter may want to know. Each takes what it has a use for.
struct reporter_settings {
    bool names = true;
    bool color = false;
    bool continued = false;  ///< there are results of an earlier run
    bool streaming = false;  ///< hops are told before the end of their trace
    std::size_t width = 0;   ///< columns of the terminal; 0: any number
    fact_lookup facts{};
    trace_options trace{};  ///< what is asked of the network
    bool ipv6 = false;      ///< the family in which names are looked up
};

}  // namespace tracerouter::report
