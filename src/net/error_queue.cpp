#include "net/error_queue.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "net/control_messages.hpp"
#include "net/socket_address.hpp"

namespace tracerouter::net {

namespace {

constexpr unsigned batch_size = 32;

// What a quote may take with its extensions: RFC 4443 allows 1280 octets in all, RFC 1812 576. The rest is cut.
constexpr std::size_t largest_quote = 2'048;

}  // namespace

struct error_queue::batch {
    alignas(cmsghdr) std::array<std::array<std::byte, control_octets>, batch_size> control;
    std::array<std::array<std::byte, largest_quote>, batch_size> octets;
    std::array<sockaddr_storage, batch_size> names;
    std::array<iovec, batch_size> pieces;
    std::array<mmsghdr, batch_size> messages;

    // \return how many came
    unsigned receive(int descriptor) {
        for (unsigned index = 0; index < batch_size; ++index) {
            pieces[index] = {octets[index].data(), octets[index].size()};
            messages[index] = {};
            msghdr& message = messages[index].msg_hdr;
            message.msg_name = &names[index];
            message.msg_namelen = sizeof names[index];
            message.msg_iov = &pieces[index];
            message.msg_iovlen = 1;
            message.msg_control = control[index].data();
            message.msg_controllen = control[index].size();
        }
        const int count = ::recvmmsg(descriptor, messages.data(), batch_size, MSG_ERRQUEUE | MSG_DONTWAIT, nullptr);
        return count > 0 ? static_cast<unsigned>(count) : 0;
    }

    [[nodiscard]] std::span<const std::byte> message(unsigned index) const {
        return std::span{octets[index]}.first(std::min<std::size_t>(messages[index].msg_len, largest_quote));
    }

    [[nodiscard]] boost::asio::ip::address name(unsigned index) const {
        return messages[index].msg_hdr.msg_namelen > 0 ? socket_address::read(names[index])
                                                       : boost::asio::ip::address{};
    }
};

void error_queue::drain(const clock_bridge& clocks, time_point now, transmit_stamps& stamps) {
    batch taken;
    for (unsigned count = batch_size; count == batch_size;) {
        count = taken.receive(descriptor_);
        for (unsigned index = 0; index < count; ++index) {
            const control_messages control = read_control_messages(taken.messages[index].msg_hdr);
            if (control.stamped_datagram && control.stamp) {
                stamps.take(*control.stamped_datagram, *control.stamp, clocks);
            } else if (control.error) {
                keep(taken, index, clocks, now);
            }
        }
    }
}

void error_queue::keep(const batch& from, unsigned index, const clock_bridge& clocks, time_point now) {
    const control_messages control = read_control_messages(from.messages[index].msg_hdr);
    const std::span<const std::byte> octets = from.message(index);
    const std::optional<time_point> stamped =
        control.stamp ? clocks.monotonic(*control.stamp, opened_at_) : std::nullopt;
    // The octets move when more come: until append() the span tells their number only.
    kept_octets_.insert(kept_octets_.end(), octets.begin(), octets.end());
    kept_.push_back({.bytes = octets,
                     .at = stamped.value_or(now),
                     .source = stamped ? stamp_source::kernel : stamp_source::process,
                     .outer = stripped_header{control.error->offender, protocol_, control.ttl},
                     .error = queued_error{.icmp_type = control.error->type,
                                           .icmp_code = control.error->code,
                                           .mtu = control.error->info,
                                           .destination = from.name(index),
                                           .stripped = stripped_,
                                           .extensions_at = control.error->extensions_at}});
}

void error_queue::append(std::vector<received_datagram>& out) {
    given_octets_.swap(kept_octets_);
    std::span<const std::byte> rest = given_octets_;
    for (received_datagram& error : kept_) {
        const std::size_t size = error.bytes.size();
        error.bytes = rest.first(size);
        rest = rest.subspan(size);
        out.push_back(error);
    }
    kept_.clear();
    kept_octets_.clear();
}

}  // namespace tracerouter::net
