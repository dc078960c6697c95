#include "trace/route_outage.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

#include "tracerouter/error.hpp"

namespace tracerouter::trace {

namespace {

/// The user is not told of shorter outages.
constexpr duration worth_telling = std::chrono::seconds{1};
/// An outage that follows so soon belongs to the one before: a link that has come up knows none of its neighbours yet.
constexpr duration same_outage = std::chrono::seconds{10};

}  // namespace

route_outage::route_outage(channel& channel, const engine::engine& engine, open_traces& traces, const trace_log& log)
    : channel_(channel), engine_(engine), traces_(traces), log_(log) {}

void route_outage::found_route(const boost::asio::ip::address& target, const trace_options& options) {
    had_route_[target.is_v6() ? 1 : 0] = {target, options};
}

// Each look costs a system call for each trace, so looks are apart by a back-off. A look comes early if waiting has
// become vain meanwhile.
void route_outage::settle_unrouted() {
    traces_.unrouted().drop_completed();
    if (traces_.unrouted().empty()) lost_since_.reset();
    warn_user();
    if (traces_.unrouted().empty()) return;

    const time_point now = channel_.now();
    if (lost_since_ && now < next_look_.next() && worth_waiting(now)) return;
    last_reason_ = traces_.unrouted().last().no_way;
    look_again(lost_since_.has_value());
    if (traces_.unrouted().empty()) return lost_since_.reset();

    if (!lost_since_) lost_since_ = now;
    next_look_.failed(now);
    give_up_in_vain(now);
}

// Traces that waited for an outage begin anew when it is over. Otherwise the host has routes and had them all the time,
// so the target has none: that is said at once.
void route_outage::look_again(bool lost_before) {
    for (std::size_t count = traces_.unrouted().size(); count > 0; --count) {
        const trace_pointer trace = traces_.unrouted().take();
        if (!has_route_like(trace->request.target)) {
            traces_.unrouted().add(trace);
        } else if (lost_before) {
            traces_.waiting().add(trace);
        } else {
            traces_.complete(trace, trace->no_way, empty_result(*trace));
        }
    }
}

// Whether waiting is worth it depends on how many wait, so that is asked again behind each.
void route_outage::give_up_in_vain(time_point now) {
    while (!worth_waiting(now) && !traces_.unrouted().empty()) {
        const trace_pointer trace = traces_.unrouted().take();
        traces_.complete(trace, trace->no_way, empty_result(*trace));
    }
}

// Asks for a destination of the same family that had a route. If there was none, one of the other family must do: this
// host may not have the first family at all.
bool route_outage::has_route_like(const boost::asio::ip::address& target) const {
    const std::size_t family = target.is_v6() ? 1 : 0;
    const std::optional<destination>& known = had_route_[family] ? had_route_[family] : had_route_[1 - family];
    return known && channel_.route_to(known->target, known->options).has_value();
}

// Only while routes are lost.
bool route_outage::worth_waiting(time_point now) const {
    const std::size_t traces = traces_.unrouted().size() + traces_.waiting().size() + engine_.active();
    const bool routed_before = had_route_[0] || had_route_[1];
    if (!routed_before && traces < engine::host_patience::few) return false;
    return !engine::host_patience::ends(now - *lost_since_, traces, routed_before, last_reason_);
}

// An outage may be of our routes, of what the kernel refuses, or of a router next to us that is silent. The engine
// knows of the last two.
void route_outage::warn_user() {
    const std::optional<time_point> since = lost_since_ ? lost_since_ : engine_.trouble().since();
    if (!since) return;
    const time_point now = channel_.now();
    if (warned_ && *since - *warned_ < same_outage) {
        warned_ = now;
    } else if (now - *since >= worth_telling) {
        warned_ = now;
        const bool router = !lost_since_ && engine_.trouble().router().since();
        log_.host_sends_nothing(router ? errc::silent_router : last_reason_);
    }
}

}  // namespace tracerouter::trace
