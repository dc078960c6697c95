#pragma once

#include "tracerouter/channel.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::trace {

/// The time that one step may take, or a whole turn. A step asks over() behind each piece of its work and stops when
/// the time is over. So each step does at least one piece, however slow the machine is.
class time_slice {
public:
    /// Begins now. The channel tells the time.
    time_slice(const channel& clock, duration length) : clock_(clock), end_(clock.now() + length) {}

    /// Whether to stop here. Reads the clock: never call it once the tracer is closed, because then the channel is
    /// gone.
    [[nodiscard]] bool over() {
        const bool reached = clock_.now() >= end_;
        cut_short_ = cut_short_ || reached;
        return reached;
    }

    /// Whether over() was true at any time. Then the step has perhaps left something undone.
    [[nodiscard]] bool cut_short() const { return cut_short_; }

private:
    const channel& clock_;
    time_point end_;
    bool cut_short_ = false;
};

}  // namespace tracerouter::trace
