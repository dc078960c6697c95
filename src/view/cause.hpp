#pragma once

#include <cstdint>
#include <string_view>

#include "tracerouter/monitor_result.hpp"

namespace tracerouter::view {

/// What the losses at a hop mean, as far as the counts of all hops tell.
enum class loss_cause : std::uint8_t {
    none,     ///< nothing was lost, or too little is known
    refused,  ///< this host itself did not send probes
    limited,  ///< nothing is lost, but its rate limit lets it answer this host no more often
    filter,   ///< the hop says that it lets no probe pass
    silent,   ///< the hop never answers
    replies,  ///< only its own answers are missing (ICMP rate limiting, a busy router): farther hops lose less
    path,     ///< probes get lost here or before: all farther hops lose as much
};

/// Conditions, in this order:
/// 1. refused: probes were refused, and none was sent.
/// 2. limited: probes were limited, and none was answered or lost.
/// 3. filter: the responder with most answers refused the probe last (is_refusal()) and is not the target.
/// 4. silent: probes are decided, and none was answered.
/// 5. replies: the interval of the loss lies above that of a farther hop.
/// 6. path: the interval lies above 1 %, and that of no farther hop lies below it.
/// 7. limited: some probe was.
[[nodiscard]] loss_cause cause_of(const monitor_result& result, const hop_summary& hop);

/// "refused", "limited", "filter", "silent", "replies" or "path"; none has no word.
[[nodiscard]] std::string_view word_of(loss_cause cause) noexcept;

}  // namespace tracerouter::view
