#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// How far what has been asked for is ahead of the packet rate: the probes of whole volleys that wait to be sent.
class load_gauge {
public:
    load_gauge(std::uint32_t rate, time_point now) : rate_(rate), at_(now) {}

    void add(unsigned probes, time_point now) {
        waiting_ = std::min(left(now) + probes, rate_ * remembered_seconds);
        at_ = std::max(at_, now);
    }

    /// When all of it will have been sent.
    [[nodiscard]] duration backlog(time_point now) const {
        return std::chrono::duration_cast<duration>(std::chrono::duration<double>{left(now) / rate_});
    }

private:
    /// What is ahead by more than that is forgotten: it was never meant to be sent whole.
    static constexpr double remembered_seconds = 1;

    [[nodiscard]] double left(time_point now) const {
        return std::max(0.0, waiting_ - std::max(0.0, std::chrono::duration<double>{now - at_}.count()) * rate_);
    }

    double rate_;
    double waiting_ = 0;
    time_point at_;
};

}  // namespace tracerouter::engine
