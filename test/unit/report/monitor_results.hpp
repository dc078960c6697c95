#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "report/monitor_reporter.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/probe_observation.hpp"

// What monitors have seen, by hand and by chance.
namespace tracerouter::report {

/// A path of three hops: an MPLS router, a silent one, and a target of two addresses, with everything that is known of
/// them after ten rounds.
monitor_result example_monitor();

monitor_start example_start();
heading monitor_heading();

/// 2026-11-29T10:00:00 and so many microseconds.
std::chrono::system_clock::time_point at_ten(long long microseconds = 0);

/// Each kind of event once.
std::vector<monitor_event> example_events();

/// A probe that was decided somehow, and everything that an answer may hold, each with some chance.
probe_observation random_observation(std::mt19937_64& chance);

/// Whether all members are the same.
bool same(const probe_observation& one, const probe_observation& other);

}  // namespace tracerouter::report
