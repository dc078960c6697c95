#include "engine/end_rules.hpp"

#include <algorithm>

namespace tracerouter::engine {

namespace {

// The mean spread over all hops with two answers stands for the jitter of the path. A single hop has too few answers
// to tell its own.
duration slack(const path_evidence& path, duration floor, const end_rule_numbers& numbers) {
    if (path.spread_hops == 0) return floor;
    return std::max(floor, numbers.slack_spreads * path.spread_sum / path.spread_hops);
}

// One silent hop may be a slow router. Five at once are rather filters, so each of them is worth less time.
duration floor_of_silent_hop(const path_evidence& path, const hop_evidence& hop, const end_rule_numbers& numbers) {
    if (hop.retries > 0) return numbers.retry_slack;
    return std::max(numbers.slack_of_missing_hops / std::max<int>(path.missing, 1), numbers.slack_floor);
}

// Nothing tells the round-trip time of a silent target. The slowest answer gives the scale, the floor covers an ocean
// behind the last router that answered.
duration patience_with_silence(duration slowest, const end_rule_numbers& numbers) {
    return std::max(numbers.silent_target_floor, numbers.silent_target_factor * slowest);
}

}  // namespace

// The strongest evidence decides (docs/timing.md, rules 1 to 6):
//   1. The hop has answered: it is quick.
//   2. The end of the path has answered: a hop before it is filtered or slow. A retry of it looks for loss.
//   3. The end is unknown, and the probe is a retry: it looks for loss.
//   4. The end is unknown, but something has answered: the target may be far behind it.
//   5. Nothing is known here, but of many other traces: this target may be as far away as theirs.
//   6. Nothing is known: only the wait of the user bounds it, as it does in all other cases.
duration patience(const path_evidence& path, const hop_evidence& hop, const trace_options& options,
                  const end_rule_numbers& numbers) noexcept {
    duration wait = options.wait;
    if (hop.answers > 0) {
        wait = std::max(hop.slowest, path.end_rtt) + slack(path, numbers.known_hop_slack_floor, numbers);
    } else if (path.distance || path.barrier || path.target_answers) {
        wait = path.end_rtt + slack(path, floor_of_silent_hop(path, hop, numbers), numbers);
    } else if (hop.retries > 0 && path.slowest > duration::zero()) {
        wait = path.slowest + slack(path, numbers.retry_slack, numbers);
    } else if (path.last_answered || path.slowest > duration::zero()) {
        wait = patience_with_silence(path.slowest, numbers);
    } else if (path.elsewhere) {
        wait = patience_with_silence(*path.elsewhere, numbers);
    }
    return std::min(wait, options.wait);
}

// Each further TTL that is refused halves the wait. The shift is bounded, because refusals may outnumber the bits of
// an int, and the floor has taken over long before.
duration patience_in_doubt(const path_evidence& path, const trace_options& options,
                           const end_rule_numbers& numbers) noexcept {
    if (path.refusals == 0) return std::min(patience_with_silence(path.slowest, numbers), options.wait);
    const duration floor =
        std::max(numbers.slack_of_doubt / (1 << std::min(path.refusals - 1, 16)), numbers.slack_of_doubt_floor);
    return std::min(path.end_rtt + slack(path, floor, numbers), options.wait);
}

duration patience_in_company(const path_evidence& path, const trace_options& options,
                             const end_rule_numbers& numbers) noexcept {
    if (!path.elsewhere) return options.wait;
    const duration usual = std::max(path.slowest, *path.elsewhere);
    return std::min(numbers.company_factor * usual + numbers.company_slack, options.wait);
}

// Every hop that takes part has answered, so the slowest answer of the trace covers all of them.
duration patience_with_sizes(const path_evidence& path, const trace_options& options,
                             const end_rule_numbers& numbers) noexcept {
    return std::min(path.slowest + slack(path, numbers.slack_floor, numbers), options.wait);
}

duration patience_with_known(const path_evidence& path, duration spread, const trace_options& options,
                             const end_rule_numbers& numbers) noexcept {
    const duration floor = std::max(numbers.searched_slack_floor, numbers.slack_spreads * spread);
    return std::min(path.slowest + slack(path, floor, numbers), options.wait);
}

bool worth_retrying(const path_evidence& path, const hop_evidence& hop, const end_rule_numbers& numbers) noexcept {
    return path.loss && hop.answers == 0 && !hop.passed_over && hop.retries < numbers.retries;
}

// A filter and an exhausted rate limit look the same at one hop. Many silent hops before a target that answers tell
// them apart. Hops that the sweep passes over were not asked: they count neither as silent nor as routers.
bool limits_suspected(const path_evidence& path, const trace_options& options,
                      const end_rule_numbers& numbers) noexcept {
    if (!path.distance || path.missing < numbers.limits_least_missing) return false;
    if (options.wait < numbers.limit_refill) return false;
    const int routers = *path.distance - first_ttl_of(options) - path.passed_over;
    return 2 * path.missing >= routers;
}

// Any sign of an end explains the silence better than a limit of the target does. Echo replies are no errors, so ICMP
// probes never wait for this.
bool target_limit_suspected(const path_evidence& path, const trace_options& options,
                            const end_rule_numbers& numbers) noexcept {
    const bool silent = !path.distance && !path.barrier && !path.loop && !path.target_answers;
    return silent && options.protocol != protocol::icmp && options.wait >= numbers.limit_refill;
}

// What is shown cannot be taken back. So a target in doubt stays hidden, because a later answer may turn it into a
// router, and so do hops that a gap or a loop may still cut off.
hop_ttl visible_ttl(const path_evidence& path, const trace_options& options) noexcept {
    if (path.distance && path.in_doubt) return *path.distance - 1;
    if (path.distance || path.barrier || path.loop) return likely_end_ttl(path, options);
    return std::min(last_answered_ttl(path, options) + options.gap_limit, max_ttl_of(options));
}

// The order is that of likely_end_ttl(). If the two differed, the reason would not fit the last hop that is shown.
stop_reason reason_to_stop(const path_evidence& path, const trace_options& options) noexcept {
    if (path.distance) return stop_reason::destination;
    if (path.barrier) return stop_reason::unreachable;
    if (path.loop) return stop_reason::loop;
    const int silent = max_ttl_of(options) - last_answered_ttl(path, options);
    return silent >= options.gap_limit ? stop_reason::gap : stop_reason::max_hops;
}

}  // namespace tracerouter::engine
