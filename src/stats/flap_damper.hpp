#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>

namespace tracerouter::stats {

/// Route flap damping (RFC 2439 section 4.2) of what is told to people: each change costs a penalty, which halves
/// every 15 minutes. From 2000 on changes are suppressed, until it has fallen below 750. So the third change within
/// some minutes is suppressed, and it takes at most an hour of quiet until the next one is told.
class flap_damper {
public:
    using wall_time = std::chrono::system_clock::time_point;

    /// There was a change.
    void changed(wall_time when) {
        decay(when);
        penalty_ = std::min(penalty_ + penalty_of_change, ceiling);
        if (penalty_ >= suppress_from) suppressed_ = true;
    }

    /// Whether changes are suppressed.
    [[nodiscard]] bool suppresses(wall_time when) {
        decay(when);
        return suppressed_;
    }

private:
    static constexpr double penalty_of_change = 1000;
    static constexpr double suppress_from = 2000;
    static constexpr double reuse_below = 750;
    static constexpr std::chrono::duration<double> half_life = std::chrono::minutes{15};
    static constexpr double ceiling = 16 * reuse_below;  // four half-lives, an hour, above reuse

    // A clock that was set back leaves the penalty as it is.
    void decay(wall_time when) {
        const std::chrono::duration<double> quiet = when - decayed_at_;
        decayed_at_ = when;
        if (quiet.count() > 0) penalty_ *= std::exp2(-(quiet / half_life));
        if (penalty_ < reuse_below) suppressed_ = false;
    }

    double penalty_ = 0;
    wall_time decayed_at_{};
    bool suppressed_ = false;
};

}  // namespace tracerouter::stats
