#include "stats/condition.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "stats/wilson.hpp"

namespace tracerouter::stats {
namespace {

/// Figures with an interval of their own, and its lower end.
struct figure_bound {
    std::optional<duration> rtt_summary::*figure;
    std::optional<duration> rtt_summary::*low;
};

constexpr std::array figure_bounds{
    figure_bound{&rtt_summary::median, &rtt_summary::median_low},
    figure_bound{&rtt_summary::p95, &rtt_summary::p95_low},
    figure_bound{&rtt_summary::p99, &rtt_summary::p99_low},
};

/// The hop of the target, if it has ever answered.
const hop_summary* target_hop(const monitor_result& result) {
    return result.reached && !result.hops.empty() ? &result.hops.back() : nullptr;
}

const window_summary* window_of_length(const hop_summary& hop, std::chrono::seconds length) {
    const auto found = std::ranges::find(hop.windows, length, &window_summary::length);
    return found != hop.windows.end() ? &*found : nullptr;
}

std::optional<share_estimate> loss_of(const condition& condition, const monitor_result& result) {
    const hop_summary* const hop = target_hop(result);
    if (hop == nullptr) return result.reached ? std::nullopt : wilson_interval(result.rounds, result.rounds);
    if (!condition.window) return hop->loss;
    const window_summary* const window = window_of_length(*hop, *condition.window);
    return window != nullptr ? window->loss : std::nullopt;
}

const rtt_summary* times_of(const condition& condition, const monitor_result& result) {
    const hop_summary* const hop = target_hop(result);
    if (hop == nullptr) return nullptr;
    if (!condition.window) return &hop->rtt;
    const window_summary* const window = window_of_length(*hop, *condition.window);
    return window != nullptr ? &window->rtt : nullptr;
}

/// What the figure is not below; absent if there is too little to say so.
std::optional<duration> lower_bound_of(const rtt_summary& rtt, std::optional<duration> rtt_summary::*figure) {
    for (const figure_bound& bound : figure_bounds) {
        if (bound.figure == figure) return rtt.*bound.low;
    }
    if (figure != &rtt_summary::mean) return rtt.*figure;
    if (!rtt.mean || !rtt.deviation) return std::nullopt;
    const double error = static_cast<double>(rtt.deviation->count()) / std::sqrt(static_cast<double>(rtt.count));
    return *rtt.mean - duration{std::llround(z_of_95 * error)};
}

bool is_path_change(const monitor_event& event) {
    return std::holds_alternative<path_change>(event) || std::holds_alternative<length_change>(event);
}

bool changes_as(const monitor_event& event, const asn_lookup& asn_of) {
    const auto* const change = std::get_if<path_change>(&event);
    if (change == nullptr || !asn_of) return false;
    const auto before = asn_of(change->before);
    const auto after = asn_of(change->after);
    return before && after && *before != *after;
}

bool is_unreachable(const monitor_result& result) {
    if (!result.reached || !result.distance) return true;
    bool out = false;
    for (const monitor_event& event : result.changes) {
        out = std::holds_alternative<outage>(event) || (out && !std::holds_alternative<recovery>(event));
    }
    return out;
}

}  // namespace

bool holds(const condition& condition, const monitor_result& result, const asn_lookup& asn_of) {
    switch (condition.kind) {
        case condition_kind::loss: {
            const auto loss = loss_of(condition, result);
            return loss && loss->low > condition.share;
        }
        case condition_kind::round_trip: {
            const rtt_summary* const rtt = times_of(condition, result);
            const auto low = rtt != nullptr ? lower_bound_of(*rtt, condition.figure) : std::nullopt;
            return low && *low > condition.time;
        }
        case condition_kind::path_changed: return std::ranges::any_of(result.changes, is_path_change);
        case condition_kind::as_path_changed:
            return std::ranges::any_of(result.changes,
                                       [&](const monitor_event& event) { return changes_as(event, asn_of); });
        case condition_kind::unreachable: return is_unreachable(result);
    }
    return false;
}

}  // namespace tracerouter::stats
