#include "run/fresh_results.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tracerouter::run {
namespace {

constexpr duration between_results_elsewhere = std::chrono::seconds{1};

}  // namespace

void fresh_results::insert(std::size_t place, monitor_result first) {
    const auto offset = static_cast<std::ptrdiff_t>(place);
    ages_.insert(ages_.begin() + offset, age{});
    results_.insert(results_.begin() + offset, std::move(first));
}

void fresh_results::mark_all() {
    for (age& one : ages_) one = {.stale = true};
}

void fresh_results::refresh(std::size_t looked_at, time_point now, const maker& make) {
    for (std::size_t place = 0; place < ages_.size(); ++place) {
        age& one = ages_[place];
        const bool recent = one.made_at != time_point{} && now - one.made_at < between_results_elsewhere;
        if (!one.stale || (place != looked_at && recent)) continue;
        one = {.stale = false, .made_at = now};
        results_[place] = make(place);
    }
}

void fresh_results::shrink(std::size_t count) {
    ages_.resize(std::min(count, ages_.size()));
    results_.resize(std::min(count, results_.size()));
}

}  // namespace tracerouter::run
