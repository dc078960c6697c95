#pragma once

#include <string>

#include "report/facts.hpp"

namespace tracerouter::report {

/// What any reporter of a monitor may want to know. Each takes what it has a use for.
struct monitor_settings {
    bool names = true;      ///< text: names instead of addresses
    std::string columns{};  ///< text: letters of monitor_columns(), which are_columns() accepts; empty: those of mtr
    std::string host{};     ///< text: the name of this host; empty: its address takes its place
    /// Events: a line for each probe when it leaves, too, so that a session can be rebuilt exactly.
    bool departures = false;
    fact_lookup facts{};
};

}  // namespace tracerouter::report
