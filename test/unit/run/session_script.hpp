#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "report/session_reader.hpp"
#include "run/session_log.hpp"
#include "tracerouter/probe_observation.hpp"

namespace tracerouter::run {

/// When scripted sessions begin.
[[nodiscard]] std::chrono::system_clock::time_point session_begin();

/// The line that begins a target, so long after the beginning of the session.
[[nodiscard]] report::monitor_start start_of_target(const std::string& name, duration after = duration::zero());

/// A line of a probe that was sent so long after the beginning of the session.
[[nodiscard]] report::session_probe probe_of_target(const std::string& name, probe_outcome outcome, std::uint64_t round,
                                                    std::uint16_t ttl, duration after);

/// A session of targets with four hops, of which the third loses every fifth probe and the second has two responders.
/// The path changes in the middle. Rounds begin each second; answers take up to 40 ms.
[[nodiscard]] session_log example_session(std::uint64_t rounds, std::size_t targets = 2);

}  // namespace tracerouter::run
