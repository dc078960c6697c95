#pragma once

#include <cstdint>
#include <optional>

#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

/// \file The rules that say how long to wait, where a path ends and why. They read evidence and decide nothing else;
/// their numbers stand here and nowhere else.
namespace tracerouter::engine {

/// What the answers of one hop have told so far.
struct hop_evidence {
    std::uint8_t awaited = 0;  ///< probes given to the channel, not yet answered, refused or overdue
    std::uint8_t answers = 0;
    std::uint8_t retries = 0;        ///< further probes asked for because there was no answer
    std::uint16_t first_answer = 0;  ///< if answered: index of the reply
    duration fastest{};              ///< of its answers
    duration slowest{};
};

/// What the answers of all hops together have told so far.
struct path_evidence {
    std::optional<std::uint8_t> distance{};  ///< lowest TTL at which the target answered
    std::optional<std::uint8_t> barrier{};   ///< lowest TTL at which a router said that nothing beyond is reachable
    std::optional<std::uint8_t> loop{};      ///< TTL at which a loop had gone round often enough to be sure of it
    std::optional<std::uint8_t> last_answered{};  ///< highest TTL that was answered
    duration end_rtt{};                           ///< slowest answer from the distance or the barrier
    duration slowest{};                           ///< slowest answer of all
    duration spread_sum{};                        ///< slowest minus fastest, summed over `spread_hops`
    std::uint8_t spread_hops = 0;                 ///< hops with two answers or more
    bool loss = false;                            ///< some hop answered one probe and not another
    std::uint8_t missing = 0;                     ///< hops before the end without any answer, once the end is known
};

/// The highest TTL of interest: the distance, else the barrier, else the maximum.
[[nodiscard]] std::uint8_t end_ttl(const path_evidence& path, const trace_options& options) noexcept;

/// How long after it was sent a probe of this hop is still awaited. Shrinks as evidence comes in.
[[nodiscard]] duration patience(const path_evidence& path, const hop_evidence& hop,
                                const trace_options& options) noexcept;

/// Whether a hop whose probes are all overdue deserves another one.
[[nodiscard]] bool worth_retrying(const path_evidence& path, const hop_evidence& hop) noexcept;

/// Whether limits on ICMP errors, used up by whoever probed before us, explain the silence better than filters do: the
/// target answers and most routers before it do not. Never if the user does not want to wait as long as limit_refill.
[[nodiscard]] bool limits_suspected(const path_evidence& path, const trace_options& options) noexcept;

/// After this time a router whose limit is used up answers again. Linux grants one error a second to each prober
/// (net.ipv4.icmp_ratelimit); we leave it some slack.
inline constexpr duration limit_refill = std::chrono::milliseconds{1'050};

/// The highest TTL that may be shown now. While the end is unknown, silent hops beyond the gap limit and the rounds of
/// a loop are held back: the trace may turn out to end before them.
[[nodiscard]] std::uint8_t visible_ttl(const path_evidence& path, const trace_options& options) noexcept;

/// Why a trace ended that was neither interrupted nor unable to send.
[[nodiscard]] stop_reason reason_to_stop(const path_evidence& path, const trace_options& options) noexcept;

}  // namespace tracerouter::engine
