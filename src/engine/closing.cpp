#include "engine/closing.hpp"

#include <algorithm>

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

/// Once the end of the path has answered, hops without any answer are either filtered or slow to answer. One missing
/// hop is worth a wait that covers slow control planes; the more are missing, the likelier it is a filter...
constexpr duration slack_of_missing_hops = 330ms;
/// ... but routers that answer at all may need this long to get round to it.
constexpr duration slack_floor = 120ms;
/// The same for a hop that has answered another probe: it is known to be quick.
constexpr duration known_hop_slack_floor = 50ms;
/// The jitter seen so far says how much more there may be.
constexpr int slack_spreads = 4;

/// While the target is silent: it may be across an ocean from the last router that answered (about 300 ms)...
constexpr duration silent_target_floor = 700ms;
/// ... or behind a path on which everything is slow.
constexpr int silent_target_factor = 3;

/// Fewer silent hops than this are no sign of used up limits, however short the path.
constexpr int limits_least_missing = 3;

duration slack(const path_evidence& path, duration floor) {
    if (path.spread_hops == 0) return floor;
    return std::max(floor, slack_spreads * path.spread_sum / path.spread_hops);
}

}  // namespace

std::uint8_t end_ttl(const path_evidence& path, const trace_options& options) noexcept {
    return path.distance.value_or(path.barrier.value_or(options.max_ttl));
}

duration patience(const path_evidence& path, const hop_evidence& hop, const trace_options& options) noexcept {
    duration wait = options.wait;
    if (hop.answers > 0) {
        wait = std::max(hop.slowest, path.end_rtt) + slack(path, known_hop_slack_floor);
    } else if (path.distance || path.barrier) {
        const duration shared = slack_of_missing_hops / std::max<int>(path.missing, 1);
        wait = path.end_rtt + slack(path, std::max(shared, slack_floor));
    } else if (path.last_answered) {
        wait = std::max(silent_target_floor, silent_target_factor * path.slowest);
    }
    return std::min(wait, options.wait);
}

bool worth_retrying(const path_evidence& path, const hop_evidence& hop) noexcept {
    return path.loss && hop.answers == 0 && hop.retries == 0;
}

bool limits_suspected(const path_evidence& path, const trace_options& options) noexcept {
    if (!path.distance || path.missing < limits_least_missing || options.wait < limit_refill) return false;
    const int routers = *path.distance - options.first_ttl;
    return 2 * path.missing >= routers;
}

std::uint8_t visible_ttl(const path_evidence& path, const trace_options& options) noexcept {
    if (path.distance || path.barrier) return end_ttl(path, options);
    if (path.loop) return *path.loop;
    const int answered = path.last_answered.value_or(static_cast<std::uint8_t>(options.first_ttl - 1));
    return static_cast<std::uint8_t>(std::min<int>(answered + options.gap_limit, options.max_ttl));
}

stop_reason reason_to_stop(const path_evidence& path, const trace_options& options) noexcept {
    if (path.distance) return stop_reason::destination;
    if (path.barrier) return stop_reason::unreachable;
    if (path.loop) return stop_reason::loop;
    const int answered = path.last_answered.value_or(static_cast<std::uint8_t>(options.first_ttl - 1));
    return options.max_ttl - answered >= options.gap_limit ? stop_reason::gap : stop_reason::max_hops;
}

}  // namespace tracerouter::engine
