#include "timing_study.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "run.hpp"

namespace tracerouter::sim {

namespace {

using real_seconds = std::chrono::duration<double>;

std::size_t answered_hops(const trace_result& result) {
    return static_cast<std::size_t>(std::count_if(result.hops.begin(), result.hops.end(), [](const hop_result& hop) {
        return hop.state == hop_state::answered;
    }));
}

double ratio(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

}  // namespace

void timing_figures::add(const ordinary_path& path, const trace_result& result) {
    const std::size_t found = answered_hops(result);
    seconds_.push_back(real_seconds{result.elapsed}.count());
    round_trips_.push_back(real_seconds{result.elapsed} / real_seconds{path.target_rtt});
    whole_ += found == path.answering_hops ? 1 : 0;
    hops_ += path.answering_hops;
    found_ += found;
    probes_ += result.probes_sent;
}

void timing_figures::add(const timing_figures& others) {
    seconds_.insert(seconds_.end(), others.seconds_.begin(), others.seconds_.end());
    round_trips_.insert(round_trips_.end(), others.round_trips_.begin(), others.round_trips_.end());
    whole_ += others.whole_;
    hops_ += others.hops_;
    found_ += others.found_;
    probes_ += others.probes_;
}

double timing_figures::mean_seconds() const {
    return ratio(std::accumulate(seconds_.begin(), seconds_.end(), 0.0), static_cast<double>(traces()));
}

double timing_figures::hops_found() const {
    return ratio(static_cast<double>(found_), static_cast<double>(hops_));
}

double timing_figures::whole_paths() const {
    return ratio(static_cast<double>(whole_), static_cast<double>(traces()));
}

double timing_figures::mean_probes() const {
    return ratio(static_cast<double>(probes_), static_cast<double>(traces()));
}

double timing_figures::quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    return values[static_cast<std::size_t>(place)];
}

std::map<hardship, timing_figures> study(const timing_setting& setting, std::uint64_t first, std::uint64_t count) {
    std::map<hardship, timing_figures> figures;
    for (std::uint64_t number = first; number < first + count; ++number) {
        ordinary_path path = make_ordinary_path(number);
        path.world.end_rules = setting.numbers;
        path.world.routes.front().options = setting.options;
        figures[path.hardship].add(path, run(path.world, false).results.front());
    }
    return figures;
}

}  // namespace tracerouter::sim
