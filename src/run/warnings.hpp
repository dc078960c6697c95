#pragma once

#include "host/program_log.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::run {

// What this host has lost or refused itself is told at the end of a run.

void warn_of_drops(const tracer& tracer, host::program_log& log);
void warn_of_refusals(const tracer& tracer, host::program_log& log);

}  // namespace tracerouter::run
