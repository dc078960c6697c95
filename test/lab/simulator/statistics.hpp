#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "answer_plan.hpp"
#include "delay_histogram.hpp"
#include "probe.hpp"

namespace lab {

/// What the simulator saw and did.
struct statistics {
    std::uint64_t probes = 0;
    std::array<std::uint64_t, 256> by_ttl{};
    std::array<std::uint64_t, 4> by_transport{};
    std::array<std::uint64_t, answer_kinds> answers{};  // written, by answer_kind
    std::array<std::uint64_t, 8> suppressed{};          // by silence
    std::array<std::uint64_t, 4> refused{};             // datagrams that are no probes, by parse_status
    std::uint64_t write_failures = 0;
    std::uint64_t noise = 0;
    std::uint64_t unsent = 0;          // answers not yet due at the end
    std::uint64_t device_dropped = 0;  // probes that found the device's queue full
    std::uint64_t largest_agenda = 0;
    double cpu_seconds = 0;  // of the simulator, user and system
    double command_ms = 0;   // from the start of the command to its end
    delay_histogram lateness;

    bool overwhelmed() const { return write_failures != 0 || device_dropped != 0; }
};

std::string to_json(const statistics& seen);

}  // namespace lab
