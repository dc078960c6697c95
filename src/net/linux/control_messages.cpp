#include "net/linux/control_messages.hpp"

#include <linux/if_packet.h>
#include <netinet/in.h>

#include <cstring>
#include <ctime>

#include <linux/errqueue.h>  // uses timespec without declaring it

#include "net/posix/socket_address.hpp"

namespace tracerouter::net {

namespace {

// The payload of a control message is not aligned for every type.
template <class T>
std::optional<T> payload(const cmsghdr& header, std::size_t at = 0) {
    if (header.cmsg_len < CMSG_LEN(at + sizeof(T))) return std::nullopt;
    T value;
    std::memcpy(&value, CMSG_DATA(&header) + at, sizeof value);
    return value;
}

std::optional<timespec> software_stamp(const cmsghdr& header) {
    const auto stamps = payload<scm_timestamping>(header);
    if (!stamps || (stamps->ts[0].tv_sec == 0 && stamps->ts[0].tv_nsec == 0)) return std::nullopt;
    return timespec{stamps->ts[0].tv_sec, stamps->ts[0].tv_nsec};
}

std::optional<std::uint8_t> hops_left(const cmsghdr& header) {
    const auto hops = payload<int>(header);
    if (!hops || *hops < 0 || *hops > UINT8_MAX) return std::nullopt;
    return static_cast<std::uint8_t>(*hops);
}

// Behind the report (SO_EE_OFFENDER).
template <class SocketAddress>
boost::asio::ip::address offender(const cmsghdr& header) {
    const auto from = payload<SocketAddress>(header, sizeof(sock_extended_err));
    sockaddr_storage storage{};
    if (from) std::memcpy(&storage, &*from, sizeof *from);
    return socket_address::read(storage);
}

// Of Linux 5.9: struct sock_ee_data_rfc4884, in the place of ee_data.
std::size_t extensions_at(const sock_extended_err& report) {
    struct {
        std::uint16_t length;
        std::uint8_t flags;
        std::uint8_t reserved;
    } place{};
    static_assert(sizeof place == sizeof report.ee_data);
    std::memcpy(&place, &report.ee_data, sizeof place);
    return place.length;
}

void read_report(control_messages& out, const cmsghdr& header) {
    const auto report = payload<sock_extended_err>(header);
    if (!report) return;
    const bool v4 = report->ee_origin == SO_EE_ORIGIN_ICMP;
    if (report->ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
        out.stamped_datagram = report->ee_data;
    } else if (v4 || report->ee_origin == SO_EE_ORIGIN_ICMP6) {
        out.error = icmp_report{.type = report->ee_type,
                                .code = report->ee_code,
                                .info = report->ee_info,
                                .extensions_at = extensions_at(*report),
                                .offender = v4 ? offender<sockaddr_in>(header) : offender<sockaddr_in6>(header)};
    }
}

bool is(const cmsghdr& header, int level, int type) {
    return header.cmsg_level == level && header.cmsg_type == type;
}

}  // namespace

control_messages read_control_messages(const msghdr& message) {
    control_messages out;
    // CMSG_NXTHDR takes a pointer to non-const although it changes nothing.
    auto* whole = const_cast<msghdr*>(&message);
    for (cmsghdr* header = CMSG_FIRSTHDR(whole); header; header = CMSG_NXTHDR(whole, header)) {
        if (is(*header, SOL_SOCKET, SCM_TIMESTAMPING)) {
            out.stamp = software_stamp(*header);
        } else if (is(*header, SOL_SOCKET, SO_RXQ_OVFL)) {
            out.dropped = payload<std::uint32_t>(*header);
        } else if (is(*header, SOL_IP, IP_TTL) || is(*header, SOL_IPV6, IPV6_HOPLIMIT)) {
            out.ttl = hops_left(*header);
        } else if (is(*header, SOL_IP, IP_RECVERR) || is(*header, SOL_IPV6, IPV6_RECVERR) ||
                   is(*header, SOL_PACKET, PACKET_TX_TIMESTAMP)) {
            read_report(out, *header);
        }
    }
    return out;
}

}  // namespace tracerouter::net
