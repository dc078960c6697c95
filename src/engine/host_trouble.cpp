#include "engine/host_trouble.hpp"

#include <algorithm>
#include <array>

#include "tracerouter/error.hpp"

namespace tracerouter::engine {

bool may_pass(boost::system::error_code reason) {
    using enum boost::system::errc::errc_t;
    // Linux maps ENONET, EHOSTDOWN and the like to no portable name; they do not come from sockets of IP.
    static constexpr std::array passing{
        network_unreachable,
        network_down,
        host_unreachable,
        no_such_device,
        no_such_device_or_address,
        address_not_available,
        operation_not_permitted,  // a firewall, or its table of connections is full
        no_buffer_space,
        not_enough_memory,
        resource_unavailable_try_again,
        device_or_resource_busy,
    };
    if (reason == errc::no_source_address) return true;
    return std::any_of(passing.begin(), passing.end(), [reason](auto one) { return reason == one; });
}

void host_trouble::refused(time_point now) {
    if (!since_) since_ = now;
    ++in_a_row_;
    again_.failed(now);
}

void host_trouble::end(time_point now) {
    if (refused_in_a_row() && now - *since_ >= shortest_outage) {
        outage_began_ = *since_;
        outage_ended_ = now;
    }
    since_.reset();
    in_a_row_ = 0;
    given_up_ = false;
    again_.succeeded();
}

void host_trouble::router_silent(time_point sent_at, time_point now) {
    router_.given_up(sent_at, now);
    again_.failed(now);
}

void host_trouble::end_of_silence(time_point now) {
    outage_began_ = router_.end();
    outage_ended_ = now;
    again_.succeeded();
}

bool host_trouble::hopeless(std::size_t traces, boost::system::error_code reason, time_point now) {
    const bool sent_before = last_sent_.has_value();
    given_up_ = given_up_ || (since_ && host_patience::ends(now - *since_, traces, sent_before, reason));
    return given_up_;
}

bool host_trouble::between(time_point from, time_point to) const {
    if (const auto began = since(); began && to >= *began) return true;
    return outage_ended_ > outage_began_ && from <= outage_ended_ && to >= outage_began_;
}

}  // namespace tracerouter::engine
