#include "net/datagram_sender.hpp"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <cerrno>

namespace tracerouter::net {

send_report datagram_sender::send(int descriptor, std::span<const datagram> batch) {
    send_report report;
    while (report.sent < batch.size()) {
        const auto rest = batch.subspan(report.sent).first(std::min(batch.size() - report.sent, capacity));
        for (std::size_t index = 0; index < rest.size(); ++index) fill(index, rest[index]);
        const int sent = ::sendmmsg(descriptor, messages_.data(), static_cast<unsigned>(rest.size()), MSG_DONTWAIT);
        if (sent > 0) {
            // Stopped before the end: the next call says why, unless it was passing.
            report.sent += static_cast<std::size_t>(sent);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) {
            report.blocked = true;
            congested_ = errno == ENOBUFS;
            return report;
        } else if (errno != EINTR) {
            report.refused = {errno, boost::system::system_category()};
            return report;
        }
    }
    return report;
}

void datagram_sender::fill(std::size_t index, const datagram& item) {
    sockaddr_in& destination = destinations_[index];
    destination.sin_family = AF_INET;
    destination.sin_addr.s_addr = boost::endian::native_to_big(item.destination.to_v4().to_uint());
    // The kernel does not write to what it sends.
    pieces_[index] = {const_cast<std::byte*>(item.bytes.data()), item.bytes.size()};
    msghdr& message = messages_[index].msg_hdr;
    message.msg_name = &destination;
    message.msg_namelen = sizeof destination;
    message.msg_iov = &pieces_[index];
    message.msg_iovlen = 1;
}

}  // namespace tracerouter::net
