#include "net/linux/error_queue.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>

#include "net/linux/control_messages.hpp"
#include "net/posix/socket_address.hpp"

namespace tracerouter::net {

namespace {

constexpr unsigned batch_size = 16;
constexpr int batches_at_once = 16;  // more than are sent in a turn, so that each stamp is there before its answer

// What a quote may take with its extensions: RFC 4443 allows 1280 octets in all, RFC 1812 576. The rest is cut.
constexpr std::size_t largest_quote = 2'048;

}  // namespace

struct error_queue::batch {
    alignas(cmsghdr) std::array<std::array<std::byte, control_octets>, batch_size> control;
    std::array<std::array<std::byte, largest_quote>, batch_size> octets;
    std::array<sockaddr_storage, batch_size> names;
    std::array<iovec, batch_size> pieces;
    std::array<mmsghdr, batch_size> messages;
    unsigned received = 0;

    batch() {
        for (unsigned index = 0; index < batch_size; ++index) {
            pieces[index] = {octets[index].data(), octets[index].size()};
            messages[index] = {};
            msghdr& message = messages[index].msg_hdr;
            message.msg_name = &names[index];
            message.msg_iov = &pieces[index];
            message.msg_iovlen = 1;
            message.msg_control = control[index].data();
            offer(index);
        }
    }

    // The kernel puts there how much it used.
    void offer(unsigned index) {
        messages[index].msg_hdr.msg_namelen = sizeof names[index];
        messages[index].msg_hdr.msg_controllen = control[index].size();
    }

    // \return how many came
    unsigned receive(int descriptor) {
        for (unsigned index = 0; index < received; ++index) offer(index);
        const int count = ::recvmmsg(descriptor, messages.data(), batch_size, MSG_ERRQUEUE | MSG_DONTWAIT, nullptr);
        received = count > 0 ? static_cast<unsigned>(count) : 0;
        return received;
    }

    [[nodiscard]] std::span<const std::byte> message(unsigned index) const {
        return std::span{octets[index]}.first(std::min<std::size_t>(messages[index].msg_len, largest_quote));
    }

    [[nodiscard]] boost::asio::ip::address name(unsigned index) const {
        return messages[index].msg_hdr.msg_namelen > 0 ? socket_address::read(names[index])
                                                       : boost::asio::ip::address{};
    }
};

error_queue::error_queue(int descriptor, std::uint8_t protocol, std::size_t stripped)
    : descriptor_(descriptor), protocol_(protocol), stripped_(stripped), opened_at_(clock::now()) {}

error_queue::~error_queue() = default;

bool error_queue::read() {
    if (!taken_) taken_ = std::make_unique<batch>();
    for (int batches = 0; batches < batches_at_once; ++batches) {
        const unsigned count = taken_->receive(descriptor_);
        for (unsigned index = 0; index < count; ++index) keep(index);
        if (count < batch_size) return false;
    }
    return true;
}

void error_queue::keep(unsigned index) {
    const control_messages control = read_control_messages(taken_->messages[index].msg_hdr);
    if (control.stamped_datagram && control.stamp) {
        stamps_.push_back({*control.stamped_datagram, *control.stamp});
    } else if (control.error) {
        const std::span<const std::byte> octets = taken_->message(index);
        octets_.insert(octets_.end(), octets.begin(), octets.end());
        errors_.push_back({control, taken_->name(index), octets.size()});
    }
}

void error_queue::give_stamps(const clock_bridge& clocks, transmit_stamps& stamps) {
    for (const stamp& one : stamps_) stamps.take(one.number, one.time, clocks);
    stamps_.clear();
}

void error_queue::append(const clock_bridge& clocks, time_point now, std::vector<received_datagram>& out) {
    given_octets_.swap(octets_);
    std::span<const std::byte> rest = given_octets_;
    for (const error& one : errors_) {
        received_datagram datagram = datagram_of(one, clocks, now);
        datagram.bytes = rest.first(one.size);
        rest = rest.subspan(one.size);
        out.push_back(datagram);
    }
    errors_.clear();
    octets_.clear();
}

received_datagram error_queue::datagram_of(const error& from, const clock_bridge& clocks, time_point now) const {
    const icmp_report& report = *from.control.error;
    const std::optional<time_point> stamped =
        from.control.stamp ? clocks.monotonic(*from.control.stamp, opened_at_) : std::nullopt;
    return {.bytes = {},
            .at = stamped.value_or(now),
            .source = stamped ? stamp_source::kernel : stamp_source::process,
            .outer = stripped_header{report.offender, protocol_, from.control.ttl},
            .error = queued_error{.icmp_type = report.type,
                                  .icmp_code = report.code,
                                  .mtu = report.info,
                                  .destination = from.destination,
                                  .stripped = stripped_,
                                  .extensions_at = report.extensions_at}};
}

}  // namespace tracerouter::net
