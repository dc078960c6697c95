#include "engine/closing.hpp"

#include <algorithm>

namespace tracerouter::engine {

namespace {

duration slack(const path_evidence& path, duration floor, const closing_numbers& numbers) {
    if (path.spread_hops == 0) return floor;
    return std::max(floor, numbers.slack_spreads * path.spread_sum / path.spread_hops);
}

duration floor_of_silent_hop(const path_evidence& path, const hop_evidence& hop, const closing_numbers& numbers) {
    if (hop.retries > 0) return numbers.retry_slack;
    return std::max(numbers.slack_of_missing_hops / std::max<int>(path.missing, 1), numbers.slack_floor);
}

duration patience_with_silence(const path_evidence& path, const closing_numbers& numbers) {
    return std::max(numbers.silent_target_floor, numbers.silent_target_factor * path.slowest);
}

}  // namespace

duration patience(const path_evidence& path, const hop_evidence& hop, const trace_options& options,
                  const closing_numbers& numbers) noexcept {
    duration wait = options.wait;
    if (hop.answers > 0) {
        wait = std::max(hop.slowest, path.end_rtt) + slack(path, numbers.known_hop_slack_floor, numbers);
    } else if (path.distance || path.barrier || path.target_answers) {
        wait = path.end_rtt + slack(path, floor_of_silent_hop(path, hop, numbers), numbers);
    } else if (hop.retries > 0 && path.slowest > duration::zero()) {
        wait = path.slowest + slack(path, numbers.retry_slack, numbers);
    } else if (path.last_answered || path.slowest > duration::zero()) {
        wait = patience_with_silence(path, numbers);
    }
    return std::min(wait, options.wait);
}

duration patience_in_doubt(const path_evidence& path, const trace_options& options,
                           const closing_numbers& numbers) noexcept {
    if (path.refusals == 0) return std::min(patience_with_silence(path, numbers), options.wait);
    const duration floor =
        std::max(numbers.slack_of_doubt / (1 << std::min(path.refusals - 1, 16)), numbers.slack_of_doubt_floor);
    return std::min(path.end_rtt + slack(path, floor, numbers), options.wait);
}

duration patience_with_sizes(const path_evidence& path, const trace_options& options,
                             const closing_numbers& numbers) noexcept {
    return std::min(path.slowest + slack(path, numbers.slack_floor, numbers), options.wait);
}

duration patience_with_known(const path_evidence& path, duration spread, const trace_options& options,
                             const closing_numbers& numbers) noexcept {
    const duration floor = std::max(numbers.searched_slack_floor, numbers.slack_spreads * spread);
    return std::min(path.slowest + slack(path, floor, numbers), options.wait);
}

bool worth_retrying(const path_evidence& path, const hop_evidence& hop, const closing_numbers& numbers) noexcept {
    return path.loss && hop.answers == 0 && !hop.passed_over && hop.retries < numbers.retries;
}

bool limits_suspected(const path_evidence& path, const trace_options& options,
                      const closing_numbers& numbers) noexcept {
    if (!path.distance || path.missing < numbers.limits_least_missing) return false;
    if (options.wait < numbers.limit_refill) return false;
    const int routers = *path.distance - options.first_ttl - path.passed_over;
    return 2 * path.missing >= routers;
}

bool target_limit_suspected(const path_evidence& path, const trace_options& options,
                            const closing_numbers& numbers) noexcept {
    const bool silent = !path.distance && !path.barrier && !path.loop && !path.target_answers;
    return silent && options.protocol != protocol::icmp && options.wait >= numbers.limit_refill;
}

std::uint8_t visible_ttl(const path_evidence& path, const trace_options& options) noexcept {
    if (path.distance && path.in_doubt) return static_cast<std::uint8_t>(*path.distance - 1);
    if (path.distance || path.barrier || path.loop) return likely_end_ttl(path, options);
    const int answered = last_answered_ttl(path, options);
    return static_cast<std::uint8_t>(std::min<int>(answered + options.gap_limit, options.max_ttl));
}

stop_reason reason_to_stop(const path_evidence& path, const trace_options& options) noexcept {
    if (path.distance) return stop_reason::destination;
    if (path.barrier) return stop_reason::unreachable;
    if (path.loop) return stop_reason::loop;
    const int answered = last_answered_ttl(path, options);
    return options.max_ttl - answered >= options.gap_limit ? stop_reason::gap : stop_reason::max_hops;
}

}  // namespace tracerouter::engine
