#include "trace/driver.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "engine/host_trouble.hpp"
#include "engine/probe_writer.hpp"
#include "tracerouter/error.hpp"

// Targets to which there is no route now, and what is said of a host that can send nothing.

namespace tracerouter::trace {

namespace {

/// A shorter trouble is not worth a word.
constexpr duration worth_telling = std::chrono::seconds{1};
/// What follows so soon belongs to it: a link that has come up knows none of its neighbours yet.
constexpr duration same_moment = std::chrono::seconds{10};
/// On a host whose routes change all the time. Whatever else happens later ends the wait for the next look.
constexpr duration between_looks_at_ways = std::chrono::milliseconds{100};

}  // namespace

// Where the source address, the interface or the route of a trace has gone, its probes cannot leave and answers to it
// cannot come in. It begins anew by the way there is now, or waits for one. There may be max_window of them, so they
// are looked at in portions. A change meanwhile is looked at behind that: otherwise the last slots would never be.
void driver::leave_lost_ways(time_slice& slice) {
    const std::uint64_t changes = channel_->route_changes();
    if (!look_at_ways_.next_slot) {
        const bool due = changes != route_changes_ && channel_->now() >= look_at_ways_.not_before;
        if (!due && !look_at_ways_.wanted) return;
        route_changes_ = changes;
        look_at_ways_.wanted = false;
        look_at_ways_.next_slot = 0;
    }
    do {
        look_at_next_way();
    } while (look_at_ways_.next_slot && !slice.over());
}

void driver::look_at_next_way() {
    const trace_pointer trace = traces_.next_active(*look_at_ways_.next_slot);
    if (!trace) {
        look_at_ways_.next_slot.reset();
        look_at_ways_.told = look_at_ways_.told && look_at_ways_.wanted;
        look_at_ways_.not_before = channel_->now() + between_looks_at_ways;
        return;
    }
    look_at_ways_.next_slot = static_cast<std::uint16_t>(trace->id->slot + 1);
    if (!stands(*trace)) begin_anew(trace);
}

void driver::begin_anew(const trace_pointer& trace) {
    if (!engine_.forget(*trace->id)) return;  // it has ended
    traces_.take_active(trace->id->slot);
    trace->id.reset();
    traces_.waiting().add(trace);
    if (!std::exchange(look_at_ways_.told, true)) log_.routes_lost();
}

bool driver::stands(const open_trace& trace) {
    return channel_->stands(trace.way, trace.request.target, trace.request.options);
}

// What is left of a trace that has begun anew says nothing.
void driver::refuse(const datagram& item, boost::system::error_code error) {
    const trace_pointer trace = traces_.find_active(engine::trace_of(item.probe));
    if (!trace) return;
    if (!stands(*trace)) {
        look_at_ways_.wanted = true;
        return begin_anew(trace);
    }
    trouble_ = meaning_of(error, trace->request);
    engine_.handle_refused(item.probe, trouble_, channel_->now());
}

// "Invalid argument" is a route that swallows what is sent there or, where there is none, a source address that is just
// going.
boost::system::error_code driver::meaning_of(boost::system::error_code error, const trace_request& request) {
    using namespace boost::system::errc;
    if (error != invalid_argument || !channel_->route_to(request.target, request.options)) return error;
    return make_error_code(address_not_available);
}

// Whether it is these targets that have no route, or the host that has lost its routes, is told by a target that had
// one. In the first case it is said at once. In the second they wait, and begin anew when there are routes again.
void driver::settle_unrouted(time_slice&) {
    trace_queue& unrouted = traces_.unrouted();
    unrouted.drop_completed();
    if (unrouted.empty()) routes_lost_at_.reset();
    tell_of_trouble();
    if (unrouted.empty()) return;
    const time_point now = channel_->now();
    if (routes_lost_at_ && now < next_look_at_routes_.next() && waits_for_routes(now)) return;
    trouble_ = unrouted.last().no_way;
    const bool lost_before = routes_lost_at_.has_value();
    for (std::size_t count = unrouted.size(); count > 0; --count) {
        const trace_pointer trace = unrouted.take();
        if (!routes_work(trace->request.target)) {
            unrouted.add(trace);
        } else if (lost_before) {
            traces_.waiting().add(trace);
        } else {
            traces_.complete(trace, trace->no_way, empty_result(*trace));
        }
    }
    if (unrouted.empty()) return routes_lost_at_.reset();
    if (!routes_lost_at_) routes_lost_at_ = now;
    next_look_at_routes_.failed(now);
    while (!waits_for_routes(now) && !unrouted.empty()) {
        const trace_pointer trace = unrouted.take();
        traces_.complete(trace, trace->no_way, empty_result(*trace));
    }
}

// Of its family, or else of the other one, which this host may not have at all.
bool driver::routes_work(const boost::asio::ip::address& like) {
    const std::size_t family = like.is_v6() ? 1 : 0;
    const std::optional<destination>& known = routed_[family] ? routed_[family] : routed_[1 - family];
    return known && channel_->route_to(known->target, known->options).has_value();
}

bool driver::waits_for_routes(time_point now) {
    const std::size_t traces = traces_.unrouted().size() + traces_.waiting().size() + engine_.active();
    const bool routed_before = routed_[0] || routed_[1];
    if (!routed_before && traces < engine::host_patience::few) return false;
    return !engine::host_patience::ends(now - *routes_lost_at_, traces, routed_before, trouble_);
}

void driver::tell_of_trouble() {
    const std::optional<time_point> since = routes_lost_at_ ? routes_lost_at_ : engine_.trouble().since();
    if (!since) return;
    const time_point now = channel_->now();
    if (trouble_told_ && *since - *trouble_told_ < same_moment) {
        trouble_told_ = now;
    } else if (now - *since >= worth_telling) {
        trouble_told_ = now;
        const bool router = !routes_lost_at_ && engine_.trouble().router().since();
        log_.host_sends_nothing(router ? errc::silent_router : trouble_);
    }
}

}  // namespace tracerouter::trace
