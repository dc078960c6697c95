#include "run/report_queue.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::run {

report_queue::report_queue(const boost::asio::any_io_executor& executor, enrich::fact_source* facts)
    : facts_{facts}, timer_{executor} {}

void report_queue::look_up(const address_list& addresses) {
    if (facts_ == nullptr) return;
    for (const auto& address : addresses) facts_->look_up(address);
}

void report_queue::add(address_list about, duration patience, action write) {
    look_up(about);
    const bool waits = facts_ != nullptr && !hurried_;
    items_.push_back({std::move(about), waits ? clock::now() + patience : time_point{}, std::move(write)});
    release();
}

void report_queue::hurry() {
    hurried_ = true;
    release();
}

void report_queue::settled() {
    if (items_.empty()) return;
    release();
    if (items_.empty() && emptied_) emptied_();
}

/// Addresses that have settled are not looked at again.
bool report_queue::may_leave(item& first) const {
    if (facts_ == nullptr || hurried_) return true;
    std::erase_if(first.about, [this](const auto& address) { return facts_->settled(address); });
    return first.about.empty() || first.deadline <= clock::now();
}

void report_queue::release() {
    // Writing may end the run, and that may add what is left.
    if (std::exchange(releasing_, true)) return;
    while (!items_.empty() && may_leave(items_.front())) {
        const auto write = std::move(items_.front().write);
        items_.pop_front();
        write();
    }
    releasing_ = false;
    arm_timer();
}

void report_queue::arm_timer() {
    timer_.cancel();
    if (items_.empty()) return;
    timer_.expires_at(items_.front().deadline);
    timer_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) settled();
    });
}

}  // namespace tracerouter::run
