#pragma once

#include <string>
#include <vector>

#include "options.hpp"
#include "scenario.hpp"

namespace lab {

struct run_request {
    scenario plan;
    family addresses = family::ipv4;  // of names
    std::string stats_file;
    std::string log_file;
    std::vector<std::string> command;
};

/// Runs the command inside the scenario; returns its exit code, or 125 when the simulator failed or lost packets.
int run_in_lab(run_request request);

}  // namespace lab
