#include "net/linux/message_batch.hpp"

namespace tracerouter::net {

namespace {

// An odd number of cache lines, where messages have an even one, or the fronts of all buffers would share a few places
// of the cache.
constexpr std::size_t apart = std::size_t{3} * 64;

}  // namespace

message_batch::message_batch(std::size_t largest, bool named)
    : largest_(largest),
      stride_(largest + apart),
      named_(named),
      buffers_(std::make_unique_for_overwrite<std::byte[]>(capacity * stride_)) {
    for (std::size_t index = 0; index < capacity; ++index) {
        pieces_[index] = {&buffers_[index * stride_], largest_};
        msghdr& message = messages_[index].msg_hdr;
        message.msg_name = named_ ? &names_[index] : nullptr;
        message.msg_iov = &pieces_[index];
        message.msg_iovlen = 1;
        message.msg_control = control_[index].data();
        offer(index);
    }
}

std::size_t message_batch::receive(int descriptor, std::size_t most, int flags) {
    for (std::size_t index = 0; index < received_; ++index) offer(index);
    const auto wanted = static_cast<unsigned>(std::min(most, capacity));
    const int count = ::recvmmsg(descriptor, messages_.data(), wanted, flags | MSG_DONTWAIT, nullptr);
    received_ = count > 0 ? static_cast<std::size_t>(count) : 0;
    return received_;
}

// The kernel puts there how much it used.
void message_batch::offer(std::size_t index) {
    msghdr& message = messages_[index].msg_hdr;
    message.msg_namelen = named_ ? sizeof names_[index] : 0;
    message.msg_controllen = control_[index].size();
}

}  // namespace tracerouter::net
