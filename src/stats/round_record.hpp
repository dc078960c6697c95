#pragma once

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "tracerouter/probe_observation.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::stats {

/// What became of one probe of a round.
enum class probe_fate : std::uint8_t {
    unsent,    ///< there was none
    waiting,   ///< its answer is waited for
    answered,  ///< in time
    lost,      ///< not in time
    refused,   ///< this host did not send it
    limited,   ///< not in time, since its router limits its answers
};

/// One probe of a round.
struct probe_record {
    std::chrono::system_clock::time_point sent_at{};
    boost::asio::ip::address responder{};
    probe_fate fate = probe_fate::unsent;
    reply_kind kind{};
    bool arrived = false;
    bool counted = false;  ///< in the statistics of its TTL; otherwise it was sent beyond the target

    /// Whether the responder is the hop at that TTL. A router that refuses the probe (ICMP unreachable) may be nearer.
    [[nodiscard]] bool shows_hop() const noexcept {
        return fate == probe_fate::answered && (arrived || kind == reply_kind::time_exceeded);
    }
    /// Whether it shows a router there, and so that the target is farther.
    [[nodiscard]] bool shows_router() const noexcept { return shows_hop() && !arrived; }
};

/// The probes of one flow in one round, until all that may come of them has come.
struct round_record {
    std::uint64_t round = 0;
    std::uint16_t flow = 0;
    /// TTL at which the target answered, the lowest one. Once the round is closed: where the target is, even if its
    /// probe was lost and only one sent beyond it was answered.
    std::optional<std::uint16_t> arrival{};
    /// When the first probe was sent that met the target there, if that was in an earlier round.
    std::optional<std::chrono::system_clock::time_point> arrives_since{};
    std::vector<probe_record> probes{};     ///< by TTL, from 1
    std::vector<probe_observation> held{};  ///< not counted until it is certain where the target is

    /// The TTLs that belong to the path as far as it is known: up to the target.
    [[nodiscard]] std::uint16_t end() const noexcept {
        const auto sent = static_cast<std::uint16_t>(probes.size());
        return std::min(arrival.value_or(sent), sent);
    }
    /// The probe of a TTL, which is from 1 to probes.size().
    [[nodiscard]] const probe_record& at(std::uint16_t ttl) const { return probes[ttl - 1U]; }
};

}  // namespace tracerouter::stats
