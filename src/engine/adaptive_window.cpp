#include "engine/adaptive_window.hpp"

#include <algorithm>
#include <chrono>

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

constexpr duration window_period = 50ms;
/// Of each period.
constexpr duration tolerated_pauses = window_period / 10;
/// Fewer answers in a period tell nothing about their delay.
constexpr int enough_answers = 64;
/// Answers that take that much longer on average wait in a queue.
constexpr duration tolerated_delay = 5ms;
constexpr int tolerated_factor = 2;

}  // namespace

adaptive_window::adaptive_window(std::size_t most, std::uint32_t rate)
    : most_(most), size_(std::min(least, most)), watches_delay_(rate == 0) {}

void adaptive_window::starved(duration length, time_point now) {
    begin_period(now);
    if (starved_ >= tolerated_pauses) return;  // it has grown in this period
    starved_ += length;
    if (starved_ >= tolerated_pauses && !delayed_) size_ = std::min(most_, size_ + size_ / 4);
}

void adaptive_window::answered(duration rtt, time_point now) {
    if (!watches_delay_) return;
    begin_period(now);
    rtt_sum_ += rtt;
    ++answers_;
}

void adaptive_window::begin_period(time_point now) {
    if (now - period_began_ < window_period) return;
    judge_delay();
    period_began_ = now;
    starved_ = duration::zero();
    rtt_sum_ = duration::zero();
    answers_ = 0;
}

void adaptive_window::judge_delay() {
    if (answers_ < enough_answers) return;
    const duration average = rtt_sum_ / answers_;
    shortest_rtt_ = std::min(shortest_rtt_.value_or(average), average);
    delayed_ = average > tolerated_factor * *shortest_rtt_ + tolerated_delay;
    if (delayed_) size_ = std::max(std::min(least, most_), size_ - size_ / 8);
}

}  // namespace tracerouter::engine
