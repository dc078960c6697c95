#include "net/linux/datagram_sender.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tracerouter::net {

/// Writes control messages one behind the other, as they are in the end (cmsg(3)).
class datagram_sender::control_writer {
public:
    explicit control_writer(std::byte* place) : place_(place) {}

    template <class Value>
    void put(int level, int type, const Value& value) {
        size_ = next_ + CMSG_LEN(sizeof value);
        const cmsghdr header{.cmsg_len = CMSG_LEN(sizeof value), .cmsg_level = level, .cmsg_type = type};
        std::memcpy(place_ + next_, &header, sizeof header);
        std::memcpy(place_ + next_ + CMSG_LEN(0), &value, sizeof value);
        next_ += CMSG_SPACE(sizeof value);
    }

    /// Without what would only align another message: the kernel takes that many octets of a single one at no cost.
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    std::byte* place_;
    std::size_t size_ = 0;
    std::size_t next_ = 0;
};

datagram_sender::datagram_sender(form wanted, const egress_table& exits) : form_(wanted), exits_(exits) {
    for (std::size_t index = 0; index < capacity; ++index) {
        msghdr& message = messages_[index].msg_hdr;
        // The kernel does not write to what it sends.
        message.msg_name = const_cast<sockaddr*>(destinations_[index].data());
        message.msg_iov = &pieces_[index];
        message.msg_iovlen = 1;
        message.msg_control = control_[index].data();
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

// In the place of a port, a raw socket of IPv6 takes the protocol that the kernel looks for a route with. One of IPv4
// minds no port, and ping sockets have none.
std::uint16_t datagram_sender::port_of(const datagram& item) const {
    switch (form_) {
        case form::whole: return item.destination.is_v6() ? item.ip.protocol : std::uint16_t{0};
        case form::message: return 0;
        case form::payload: return item.destination_port;
    }
    return 0;
}

void datagram_sender::fill(std::size_t index, const datagram& item) {
    control_writer control{control_[index].data()};
    const bool v6 = item.destination.is_v6();
    destinations_[index] = socket_address{item.destination, port_of(item)};
    std::size_t stripped = 0;  // the headers that the kernel writes itself
    if (form_ != form::whole) {
        stripped = ip_header_size(v6) + (form_ == form::payload ? udp_header_size : 0);
        control.put(v6 ? SOL_IPV6 : SOL_IP, v6 ? IPV6_HOPLIMIT : IP_TTL, int{item.ip.ttl});
        control.put(v6 ? SOL_IPV6 : SOL_IP, v6 ? IPV6_TCLASS : IP_TOS, int{item.ip.tos});
    }
    if (item.egress != 0) direct(index, item, control);
    pieces_[index] = {const_cast<std::byte*>(item.bytes.data()) + stripped, item.bytes.size() - stripped};
    messages_[index].msg_hdr.msg_namelen = destinations_[index].size();
    messages_[index].msg_hdr.msg_controllen = control.size();
}

// The kernel looks for its route with this source and interface and, if we write the header ourselves, with the address
// that it is given here instead of the destination.
void datagram_sender::direct(std::size_t index, const datagram& item, control_writer& control) {
    const egress_table::exit& exit = exits_.at(item.egress);
    if (exit.next_hop) destinations_[index] = socket_address{*exit.next_hop, port_of(item)};
    if (!exit.source && exit.interface == 0) return;
    if (item.destination.is_v4()) {
        in_pktinfo info{};
        info.ipi_ifindex = static_cast<int>(exit.interface);
        if (exit.source) info.ipi_spec_dst.s_addr = htonl(exit.source->to_v4().to_uint());
        control.put(SOL_IP, IP_PKTINFO, info);
    } else {
        in6_pktinfo info{};
        info.ipi6_ifindex = exit.interface;
        if (exit.source) std::ranges::copy(exit.source->to_v6().to_bytes(), info.ipi6_addr.s6_addr);
        control.put(SOL_IPV6, IPV6_PKTINFO, info);
    }
}

}  // namespace tracerouter::net
