#include "stats/window_summaries.hpp"

#include <array>
#include <cstddef>
#include <optional>

#include "stats/quantiles.hpp"
#include "stats/rtt_moments.hpp"
#include "stats/wilson.hpp"

namespace tracerouter::stats {
namespace {

constexpr std::array<std::chrono::seconds, 3> window_lengths{std::chrono::seconds{60}, std::chrono::seconds{300},
                                                             std::chrono::seconds{900}};

/// Goes through the probes of a window, oldest first.
class window_walk {
public:
    void add(const sample& one) {
        std::optional<duration>& earlier = earlier_[one.flow];
        const bool answered = one.what() == sample_state::answered;
        if (answered) {
            moments_.add(one.rtt());
            samples_.push_back(one.rtt());
            if (earlier) moments_.add_pair(*earlier, one.rtt());
        }
        earlier = answered ? std::optional{one.rtt()} : std::nullopt;
        if (one.what() == sample_state::lost) ++lost_;
        if (answered || one.what() == sample_state::lost) last_ = earlier;
    }

    [[nodiscard]] window_summary summary(std::chrono::seconds length) {
        window_summary made{.length = length, .decided = moments_.count() + lost_, .lost = lost_};
        made.loss = wilson_interval(made.lost, made.decided);
        moments_.fill(made.rtt);
        made.rtt.last = last_;
        fill_quantiles(made.rtt, samples_);
        return made;
    }

private:
    std::array<std::optional<duration>, most_flows> earlier_{};
    rtt_moments moments_{};
    std::vector<duration> samples_{};
    std::uint64_t lost_ = 0;
    std::optional<duration> last_{};
};

template <class Wanted>
std::vector<duration> samples_where(const sample_window& window, Wanted wanted) {
    std::vector<duration> samples;
    for (std::size_t index = 0; index < window.size(); ++index) {
        const sample& one = window[index];
        if (one.what() == sample_state::answered && wanted(one)) samples.push_back(one.rtt());
    }
    return samples;
}

}  // namespace

std::vector<window_summary> window_summaries(const sample_window& window, std::chrono::system_clock::time_point now) {
    std::vector<window_summary> made;
    for (const std::chrono::seconds length : window_lengths) {
        window_walk walk;
        for (std::size_t index = 0; index < window.size(); ++index) {
            if (window.sent_after(window[index], now - length)) walk.add(window[index]);
        }
        made.push_back(walk.summary(length));
    }
    return made;
}

std::vector<duration> samples_of(const sample_window& window) {
    return samples_where(window, [](const sample&) { return true; });
}

std::vector<duration> samples_of(const sample_window& window, std::uint16_t flow) {
    return samples_where(window, [flow](const sample& one) { return one.flow == flow; });
}

}  // namespace tracerouter::stats
