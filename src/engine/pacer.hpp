#pragma once

#include <cstddef>
#include <cstdint>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// Limits how many packets leave: a bucket of tokens that fills at the rate and is 20 ms deep, so that wake-ups which
/// come late by less than that cost nothing. Packets leave by the millisecond: to wake up for each would cost more than
/// to send it. Without a rate there is no limit, until answers are lost for lack of room
/// in our own buffers: then the rate falls below what was sent lately, and rises again while none are lost.
class pacer {
public:
    /// \param rate packets per second; 0: no limit
    pacer(std::uint32_t rate, time_point now);

    /// How many packets may be sent now.
    std::size_t allowance(time_point now);
    void take(std::size_t packets);
    /// When some may be sent, according to the last allowance().
    [[nodiscard]] time_point next() const;

    /// Answers were lost because we could not take them in as fast as they came.
    void slow_down(time_point now);
    /// Packets per second that were sent lately.
    [[nodiscard]] double sent_per_second() const { return sent_per_second_; }

private:
    void set_rate(double rate, time_point now);
    void recover(time_point now);

    double asked_;  // by the user; 0: no limit
    double rate_;
    double depth_ = 1;
    double portion_ = 1;  // what a wake-up is worth
    double tokens_ = 1;
    time_point filled_at_;
    time_point slowed_at_;
    // What was sent in the period before the present one, and in this one.
    time_point period_began_;
    double sent_per_second_ = 0;
    std::size_t sent_ = 0;
};

}  // namespace tracerouter::engine
