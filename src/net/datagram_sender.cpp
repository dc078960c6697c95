#include "net/datagram_sender.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "net/ip_fields.hpp"

namespace tracerouter::net {

namespace {

constexpr std::size_t udp_header_size = 8;

void put_control(msghdr& message, cmsghdr*& at, int level, int type, int value) {
    at->cmsg_level = level;
    at->cmsg_type = type;
    at->cmsg_len = CMSG_LEN(sizeof value);
    std::memcpy(CMSG_DATA(at), &value, sizeof value);
    at = CMSG_NXTHDR(&message, at);
}

}  // namespace

datagram_sender::datagram_sender(form wanted) : form_(wanted) {
    for (std::size_t index = 0; index < capacity; ++index) {
        msghdr& message = messages_[index].msg_hdr;
        // The kernel does not write to what it sends.
        message.msg_name = const_cast<sockaddr*>(destinations_[index].data());
        message.msg_iov = &pieces_[index];
        message.msg_iovlen = 1;
        if (form_ == form::whole) continue;
        message.msg_control = control_[index].data();
        message.msg_controllen = 2 * CMSG_SPACE(sizeof(int));
    }
}

send_report datagram_sender::send(int descriptor, std::span<const datagram> batch) {
    if (batch.empty()) return {};
    const auto some = batch.first(std::min(batch.size(), capacity));
    for (std::size_t index = 0; index < some.size(); ++index) fill(index, some[index]);
    send_report report;
    const int sent = ::sendmmsg(descriptor, messages_.data(), static_cast<unsigned>(some.size()), MSG_DONTWAIT);
    if (sent > 0) {
        report.sent = static_cast<std::size_t>(sent);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) {
        report.blocked = true;
        congested_ = errno == ENOBUFS;
    } else if (errno != EINTR) {
        report.refused = {errno, boost::system::system_category()};
    }
    return report;
}

void datagram_sender::fill(std::size_t index, const datagram& item) {
    destinations_[index] = socket_address{item.destination};
    const std::size_t stripped = form_ == form::whole ? 0 : strip(index, item);
    pieces_[index] = {const_cast<std::byte*>(item.bytes.data()) + stripped, item.bytes.size() - stripped};
    messages_[index].msg_hdr.msg_namelen = destinations_[index].size();
}

// Returns the octets that the kernel writes itself.
std::size_t datagram_sender::strip(std::size_t index, const datagram& item) {
    const ip_fields fields = read_ip_fields(item.bytes);
    msghdr& message = messages_[index].msg_hdr;
    cmsghdr* at = CMSG_FIRSTHDR(&message);
    put_control(message, at, fields.ipv4 ? SOL_IP : SOL_IPV6, fields.ipv4 ? IP_TTL : IPV6_HOPLIMIT, fields.ttl);
    put_control(message, at, fields.ipv4 ? SOL_IP : SOL_IPV6, fields.ipv4 ? IP_TOS : IPV6_TCLASS, fields.tos);
    if (form_ == form::message) return fields.header_size;

    const auto octet = [&](std::size_t offset) {
        return std::to_integer<unsigned>(item.bytes[fields.header_size + offset]);
    };
    destinations_[index] = socket_address{item.destination, static_cast<std::uint16_t>(octet(2) << 8 | octet(3))};
    return fields.header_size + udp_header_size;
}

}  // namespace tracerouter::net
