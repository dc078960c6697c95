#include "net/linux/datagram_receiver.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::net {

namespace {

constexpr std::size_t largest_datagram = 65'536;

}  // namespace

datagram_receiver::datagram_receiver(std::optional<std::uint8_t> stripped)
    : stripped_(stripped), taken_(largest_datagram, stripped.has_value()), opened_at_(clock::now()) {}

bool datagram_receiver::receive(int descriptor) {
    const bool all_used = taken_.receive(descriptor, offered_) == offered_;
    if (all_used) offered_ = std::min(2 * offered_, message_batch::capacity);
    return all_used;
}

void datagram_receiver::append(const clock_bridge& clocks, time_point now, std::vector<received_datagram>& out) {
    for (std::size_t index = 0; index < taken_.size(); ++index) {
        const control_messages control = taken_.control(index);
        dropped_ = control.dropped.value_or(dropped_);
        const auto [at, source] = clocks.arrival(control.stamp, opened_at_, now);
        out.push_back(
            {.bytes = taken_.octets(index), .at = at, .source = source, .outer = outer(index, control), .error = {}});
    }
}

std::optional<stripped_header> datagram_receiver::outer(std::size_t index, const control_messages& control) const {
    if (!stripped_) return std::nullopt;
    return stripped_header{taken_.name(index), *stripped_, control.ttl};
}

std::uint64_t datagram_receiver::take_drops() {
    return dropped_ - std::exchange(dropped_taken_, dropped_);
}

}  // namespace tracerouter::net
