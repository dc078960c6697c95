#include "multipath/id_series.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <vector>

namespace tracerouter::multipath {

namespace {

constexpr std::size_t fewest_samples = 10;
constexpr std::size_t fewest_for_kind = 5;
/// Numbers that are drawn are 32,768 apart on average.
constexpr double longest_mean_step = 16'384;
constexpr std::size_t fewest_checks = 8;

/// From the one to the other, as counters go.
std::uint16_t step(std::uint16_t from, std::uint16_t to) {
    return static_cast<std::uint16_t>(to - from);
}

/// By how much a counter has advanced.
double advance_of(std::span<const id_sample> series) {
    double advance = 0;
    for (std::size_t place = 1; place < series.size(); ++place) advance += step(series[place - 1].id, series[place].id);
    return advance;
}

/// The same in a second.
double speed_of(std::span<const id_sample> series) {
    const std::chrono::duration<double> time = series.back().sent - series.front().sent;
    return time.count() > 0 ? advance_of(series) / time.count() : 0;
}

/// What the numbers of two addresses say of one counter.
struct comparison {
    std::size_t checks = 0;
    bool contradicted = false;
};

/// Each number of `inner` has to lie between those of `outer` that are certainly older and certainly newer.
void compare_order(std::span<const id_sample> outer, std::span<const id_sample> inner, comparison& out) {
    for (const id_sample& one : inner) {
        const id_sample* before = nullptr;
        const id_sample* after = nullptr;
        for (const id_sample& other : outer) {
            if (other.received <= one.sent) before = &other;
            if (!after && other.sent >= one.received) after = &other;
        }
        if (!before || !after) continue;
        ++out.checks;
        const std::uint16_t here = step(before->id, one.id);
        out.contradicted = out.contradicted || here == 0 || here >= step(before->id, after->id);
    }
}

/// By more than chance explains. Two counters side by side have the same gap always.
bool lies_to_one_side(std::span<const double> gaps) {
    constexpr double by_chance = 3.5;  // standard errors
    constexpr double rounding = 0.5;
    const auto many = static_cast<double>(gaps.size());
    const double mean = std::accumulate(gaps.begin(), gaps.end(), 0.0) / many;
    double squares = 0;
    for (const double gap : gaps) squares += (gap - mean) * (gap - mean);
    return std::abs(mean) > by_chance * std::sqrt(squares / (many - 1) / many) + rounding;
}

/// What is between two numbers of about the same time, and what it may be at most.
struct same_time {
    double gap = 0;  ///< of a counter that has not advanced meanwhile, it is 0
    double most = 0;
};

same_time at_same_time(const id_sample& here, const id_sample& there, double speed) {
    constexpr double most_asked_then = 2 * widest_hop;
    const auto later = [](duration time) { return std::chrono::duration<double>(time).count(); };
    const double apart = later((there.sent - here.sent) + (there.received - here.received)) / 2;
    const double unknown = later(std::chrono::abs(there.sent - here.sent) +
                                 std::chrono::abs(there.received - here.received) + std::chrono::milliseconds{1});
    return {.gap = static_cast<std::int16_t>(step(here.id, there.id)) - speed * apart,
            .most = most_asked_then + 2 * speed * unknown};
}

/// Two numbers of about the same time are never the same, and differ by what the counter advances meanwhile: as often
/// upwards as downwards, since each of the two is as often asked first.
void compare_same_time(std::span<const id_sample> one, std::span<const id_sample> other, comparison& out) {
    const double speed = std::max(speed_of(one), speed_of(other));
    std::vector<double> gaps;
    for (const id_sample& here : one) {
        const auto there = std::ranges::find_if(
            other, [&](const id_sample& of) { return of.sent < here.received && here.sent < of.received; });
        if (there == other.end()) continue;
        const same_time found = at_same_time(here, *there, speed);
        out.contradicted = out.contradicted || here.id == there->id || std::abs(found.gap) > found.most;
        gaps.push_back(found.gap);
    }
    out.contradicted = out.contradicted || (gaps.size() >= fewest_checks && lies_to_one_side(gaps));
}

comparison compare(std::span<const id_sample> one, std::span<const id_sample> other) {
    comparison out;
    compare_order(one, other, out);
    compare_order(other, one, out);
    if (!one.empty() && !other.empty()) compare_same_time(one, other, out);
    return out;
}

}  // namespace

ip_id_kind kind_of(std::span<const id_sample> series) {
    if (series.size() < fewest_for_kind) return ip_id_kind::unknown;
    std::set<std::uint16_t> different;
    std::size_t copied = 0;
    for (const id_sample& one : series) {
        different.insert(one.id);
        copied += one.id == one.probe_id ? 1 : 0;
    }
    if (4 * different.size() <= series.size()) return ip_id_kind::constant;
    if (2 * copied >= series.size()) return ip_id_kind::copied;
    const double mean_step = advance_of(series) / static_cast<double>(series.size() - 1);
    return mean_step > longest_mean_step ? ip_id_kind::random : ip_id_kind::counter;
}

bool share_a_counter(std::span<const id_sample> one, std::span<const id_sample> other) {
    if (std::min(one.size(), other.size()) < fewest_samples) return false;
    if (kind_of(one) != ip_id_kind::counter || kind_of(other) != ip_id_kind::counter) return false;
    const comparison found = compare(one, other);
    return !found.contradicted && found.checks >= fewest_checks;
}

bool have_two_counters(std::span<const id_sample> one, std::span<const id_sample> other) {
    return compare(one, other).contradicted;
}

}  // namespace tracerouter::multipath
