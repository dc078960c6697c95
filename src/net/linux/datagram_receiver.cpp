#include "net/linux/datagram_receiver.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "net/posix/socket_address.hpp"

namespace tracerouter::net {

datagram_receiver::datagram_receiver(std::optional<std::uint8_t> stripped)
    : stripped_(stripped),
      buffers_(std::make_unique_for_overwrite<std::byte[]>(capacity * stride)),
      opened_at_(clock::now()) {
    for (std::size_t index = 0; index < capacity; ++index) {
        pieces_[index] = {&buffers_[index * stride], largest_datagram};
        msghdr& message = messages_[index].msg_hdr;
        message.msg_iov = &pieces_[index];
        message.msg_iovlen = 1;
        message.msg_name = stripped_ ? &names_[index] : nullptr;
        message.msg_control = control_[index].data();
        offer(index);
    }
}

bool datagram_receiver::receive(int descriptor) {
    for (std::size_t index = 0; index < received_; ++index) offer(index);
    const int count = ::recvmmsg(descriptor, messages_.data(), static_cast<unsigned>(offered_), MSG_DONTWAIT, nullptr);
    received_ = count > 0 ? static_cast<std::size_t>(count) : 0;
    const bool all_used = received_ == offered_;
    if (all_used) offered_ = std::min(2 * offered_, capacity);
    return all_used;
}

// The kernel puts there how much it used.
void datagram_receiver::offer(std::size_t index) {
    msghdr& message = messages_[index].msg_hdr;
    message.msg_namelen = stripped_ ? sizeof names_[index] : 0;
    message.msg_controllen = control_[index].size();
}

void datagram_receiver::append(const clock_bridge& clocks, time_point now, std::vector<received_datagram>& out) {
    for (std::size_t index = 0; index < received_; ++index) {
        const control_messages control = read_control_messages(messages_[index].msg_hdr);
        dropped_ = control.dropped.value_or(dropped_);
        const std::optional<time_point> stamped =
            control.stamp ? clocks.monotonic(*control.stamp, opened_at_) : std::nullopt;
        out.push_back({.bytes = {&buffers_[index * stride], messages_[index].msg_len},
                       .at = stamped.value_or(now),
                       .source = stamped ? stamp_source::kernel : stamp_source::process,
                       .outer = outer(index, control),
                       .error = {}});
    }
}

std::optional<stripped_header> datagram_receiver::outer(std::size_t index, const control_messages& control) const {
    if (!stripped_) return std::nullopt;
    return stripped_header{socket_address::read(names_[index]), *stripped_, control.ttl};
}

std::uint64_t datagram_receiver::take_drops() {
    return dropped_ - std::exchange(dropped_taken_, dropped_);
}

}  // namespace tracerouter::net
