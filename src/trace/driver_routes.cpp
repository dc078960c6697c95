#include "trace/driver.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "engine/host_trouble.hpp"

// Targets to which there is no route now, and what is said of a host that can send nothing.

namespace tracerouter::trace {

namespace {

/// A shorter trouble is not worth a word.
constexpr duration worth_telling = std::chrono::seconds{1};

}  // namespace

// Whether it is these targets that have no route, or the host that has lost its routes, is told by a target that had
// one. In the first case it is said at once. In the second they wait, and begin anew when there are routes again.
void driver::settle_unrouted(time_point) {
    std::erase_if(unrouted_, [](const trace_pointer& trace) { return !trace->handler; });
    if (unrouted_.empty()) routes_lost_at_.reset();
    tell_of_trouble();
    if (unrouted_.empty()) return;
    const time_point now = channel_->now();
    if (routes_lost_at_ && now < next_look_at_routes_.next() && waits_for_routes(now)) return;
    trouble_ = unrouted_.back()->no_way;
    const bool lost_before = routes_lost_at_.has_value();
    for (std::size_t count = unrouted_.size(); count > 0; --count) {
        const trace_pointer trace = std::move(unrouted_.front());
        unrouted_.pop_front();
        if (!routes_work(trace->request.target)) {
            unrouted_.push_back(trace);
        } else if (lost_before) {
            waiting_.push_back(trace);
        } else {
            complete(trace, trace->no_way, empty_result(*trace));
        }
    }
    if (unrouted_.empty()) return routes_lost_at_.reset();
    if (!routes_lost_at_) routes_lost_at_ = now;
    next_look_at_routes_.failed(now);
    while (!waits_for_routes(now) && !unrouted_.empty()) {
        const trace_pointer trace = std::move(unrouted_.front());
        unrouted_.pop_front();
        complete(trace, trace->no_way, empty_result(*trace));
    }
}

// Of its family, or else of the other one, which this host may not have at all.
bool driver::routes_work(const boost::asio::ip::address& like) {
    const std::size_t family = like.is_v6() ? 1 : 0;
    const std::optional<destination>& known = routed_[family] ? routed_[family] : routed_[1 - family];
    return known && channel_->route_to(known->target, known->options).has_value();
}

bool driver::waits_for_routes(time_point now) const {
    const std::size_t traces = unrouted_.size() + waiting_.size() + engine_.active();
    const bool routed_before = routed_[0] || routed_[1];
    if (!routed_before && traces < engine::host_patience::few) return false;
    return !engine::host_patience::ends(now - *routes_lost_at_, traces, routed_before, trouble_);
}

void driver::tell_of_trouble() {
    const std::optional<time_point> since = routes_lost_at_ ? routes_lost_at_ : engine_.trouble().since();
    if (!since) {
        trouble_told_ = false;
    } else if (!trouble_told_ && log_ && channel_->now() - *since >= worth_telling) {
        trouble_told_ = true;
        log_(log_level::warn,
             "this host can send nothing (" + trouble_.message() + "): waiting until it can, and nothing is lost");
    }
}

}  // namespace tracerouter::trace
