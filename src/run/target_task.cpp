#include "run/target_task.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <utility>

#include "report/hop_answers.hpp"

namespace tracerouter::run {

using boost::asio::ip::address;

namespace {

/// Why the first probe of a trace could not be sent.
boost::system::error_code send_error(const trace_result& result) {
    for (const auto& hop : result.hops) {
        for (const auto& probe : hop.probes) {
            if (probe.send_error) return probe.send_error;
        }
    }
    return make_error_code(boost::system::errc::io_error);
}

}  // namespace

target_task::target_task(trace_number number, targets::target target, const task_tools& tools, bool found)
    : number_{number}, addresses_{std::move(target), tools.excluded, found}, tools_{tools} {}

void target_task::start() {
    looking_up_ = addresses_.start(tools_.names, [self = shared_from_this()] { self->resolved(); });
}

void target_task::cancel() {
    cancelled_ = true;
    if (looking_up_) return finish(given_up{});
    cancellation_.emit(boost::asio::cancellation_type::terminal);
}

void target_task::resolved() {
    if (std::exchange(looking_up_, false)) tools_.observer.looked_up();
    if (cancelled_) return;
    const bool give_all = tools_.all_addresses && addresses_.is_name() && addresses_.any_found();
    give_all ? give_addresses() : try_next_address();
}

void target_task::give_addresses() {
    auto all = addresses_.all();
    if (all.empty()) return finish(left_out{});
    finish(found_addresses{addresses_.target().text, std::move(all)});
}

void target_task::try_next_address() {
    const auto next = addresses_.next();
    next ? trace(*next) : finish(addresses_.failure(tools_.options));
}

void target_task::trace(const address& address) {
    trace_request request{address, tools_.options};
    request.name = addresses_.target().text;
    if (tools_.tell_hops) {
        heading_ = std::make_unique<report::heading>(
            report::heading{number_.target, addresses_.target().text, address, tools_.options});
        held_back_.clear();
        request.on_hop = [self = shared_from_this()](const hop_result& hop) { self->hop(hop); };
    }
    auto on_end = [self = shared_from_this()](boost::system::error_code error, trace_result result) {
        self->traced(error, std::move(result));
    };
    tools_.tracer.async_trace(std::move(request),
                              boost::asio::bind_cancellation_slot(cancellation_.slot(), std::move(on_end)));
}

void target_task::traced(boost::system::error_code error, trace_result result) {
    if (!error && result.stop == stop_reason::send_failed) error = send_error(result);
    if (!error) return finish(std::move(result));
    addresses_.failed(error);
    if (cancelled_) return finish(given_up{});
    try_next_address();
}

/// Hops wait until one shows that something was sent: the next address may be the one that is traced.
void target_task::hop(const hop_result& hop) {
    held_back_.push_back(hop);
    if (report::counts_of(hop).sent == 0) return;
    for (const auto& final : std::exchange(held_back_, {})) tools_.observer.hop(*heading_, final);
}

void target_task::finish(outcome finished) {
    if (!std::exchange(finished_, true)) tools_.observer.done(number_, std::move(finished));
}

}  // namespace tracerouter::run
