#include "run/target_task.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "report/hop_answers.hpp"
#include "report/host_words.hpp"
#include "tracerouter/error.hpp"

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

/// What no machine could probe is a mistake of whoever typed it, or of a name that has no other address; everything
/// else is about this machine.
report::failure_kind kind_of(boost::system::error_code error, bool typed, bool has_address) {
    if (!has_address) return report::failure_kind::unresolved;
    if (error == errc::invalid_options) return report::failure_kind::invalid;
    const bool unusable =
        error == errc::not_probeable || error == errc::multicast_target || error == errc::missing_interface;
    if (!unusable) return report::failure_kind::unsent;
    return typed ? report::failure_kind::invalid : report::failure_kind::unresolved;
}

/// What the error means for these probes, where it says too little on its own.
std::string explain(boost::system::error_code error, const trace_options& options, bool ipv6) {
    const auto octets = std::to_string(packet_size_of(options, ipv6)) + " octets";
    if (error == boost::system::errc::message_size) {
        return "probes of " + octets + " are too big for the link that leads there: lower --size";
    }
    if (error == errc::invalid_options && options.packet_size) {
        const auto least = std::to_string(min_packet_size(options.protocol, ipv6));
        return "probes of " + octets + " are too small for IPv6: --size must be at least " + least;
    }
    const std::string_view host = report::words_of(error).sentence;  // the kernel's stand behind them
    return host.empty() ? error.message() : std::string{host} + " (" + error.message() + ')';
}

}  // namespace

target_task::target_task(trace_number number, targets::target target, const task_tools& tools, bool found)
    : number_{number}, target_{std::move(target)}, tools_{tools}, found_{found} {}

void target_task::start() {
    if (const auto* alone = std::get_if<address>(&target_.destination)) {
        addresses_ = {*alone};
        return try_next_address();
    }
    looking_up_ = true;
    tools_.names.async_resolve(
        std::get<targets::host_name>(target_.destination).text,
        [self = shared_from_this()](boost::system::error_code error, std::vector<address> addresses) {
            self->resolved(error, std::move(addresses));
        });
}

void target_task::cancel() {
    cancelled_ = true;
    if (looking_up_) return finish(given_up{});
    cancellation_.emit(boost::asio::cancellation_type::terminal);
}

void target_task::resolved(boost::system::error_code error, std::vector<address> addresses) {
    looking_up_ = false;
    tools_.observer.looked_up();
    if (cancelled_) return;
    last_error_ = error;
    addresses_ = std::move(addresses);
    tools_.all_addresses && !addresses_.empty() ? give_addresses() : try_next_address();
}

void target_task::give_addresses() {
    std::erase_if(addresses_, [this](const address& one) { return tools_.excluded.find(one); });
    if (addresses_.empty()) return finish(left_out{});
    finish(found_addresses{target_.text, std::move(addresses_)});
}

void target_task::try_next_address() {
    while (tried_ < addresses_.size()) {
        const auto& next = addresses_[tried_++];
        if (!tools_.excluded.find(next)) return trace(next);
    }
    last_error_ ? fail() : finish(left_out{});  // all of them are excluded
}

void target_task::fail() {
    const bool typed = !found_ && std::holds_alternative<address>(target_.destination);
    const auto kind = kind_of(last_error_, typed, !addresses_.empty());
    const bool ipv6 = !addresses_.empty() && addresses_.back().is_v6();
    const bool may_pass = last_error_ == boost::asio::error::host_not_found_try_again;
    failed_target failed{{target_.text, kind, explain(last_error_, tools_.options, ipv6)}, {}, may_pass};
    if (found_) failed.failure.address = std::get<address>(target_.destination);
    finish(std::move(failed));
}

void target_task::trace(const address& address) {
    trace_request request{address, tools_.options};
    request.name = target_.text;
    if (tools_.tell_hops) {
        heading_ =
            std::make_unique<report::heading>(report::heading{number_.target, target_.text, address, tools_.options});
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
    last_error_ = error;
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
