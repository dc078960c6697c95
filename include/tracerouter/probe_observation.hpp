#pragma once

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter {

/// What has become of a probe of a monitor. Each probe is first sent or refused. Of one that was sent, more is told.
enum class probe_outcome : std::uint8_t {
    sent,       ///< it has left, and its answer is waited for
    answered,   ///< before its deadline: `reply` holds the answer
    lost,       ///< not before its deadline
    late,       ///< lost, and then answered after all: `reply` holds the answer
    duplicate,  ///< answered again
    refused,    ///< this host did not send it: `send_error` says why
    limited,    ///< not before its deadline, and the rate limit of its router explains that: it says nothing of loss
};

/// Something a monitor has seen of one of its probes.
struct probe_observation {
    std::uint64_t round = 0;                          ///< of its target, from 1
    std::uint16_t flow = 0;                           ///< number of its flow, from 0
    std::uint16_t ttl = 0;                            ///< how far it was sent
    std::chrono::system_clock::time_point sent_at{};  ///< wall clock; when it was refused, if it was
    probe_outcome outcome = probe_outcome::sent;      ///< says which of the following is set
    std::optional<tracerouter::reply> reply{};        ///< if it was answered, late or not
    boost::system::error_code send_error{};           ///< what the kernel said, if it was refused
};

}  // namespace tracerouter
