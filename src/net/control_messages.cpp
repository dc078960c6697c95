#include "net/control_messages.hpp"

#include <netinet/in.h>

#include <cstring>
#include <ctime>

#include <linux/errqueue.h>  // uses timespec without declaring it

namespace tracerouter::net {

namespace {

// The payload of a control message is not aligned for every type.
template <class T>
std::optional<T> payload(const cmsghdr& header) {
    if (header.cmsg_len < CMSG_LEN(sizeof(T))) return std::nullopt;
    T value;
    std::memcpy(&value, CMSG_DATA(&header), sizeof value);
    return value;
}

std::optional<timespec> software_stamp(const cmsghdr& header) {
    const auto stamps = payload<scm_timestamping>(header);
    if (!stamps || (stamps->ts[0].tv_sec == 0 && stamps->ts[0].tv_nsec == 0)) return std::nullopt;
    return timespec{stamps->ts[0].tv_sec, stamps->ts[0].tv_nsec};
}

std::optional<std::uint32_t> stamped_datagram(const cmsghdr& header) {
    const auto report = payload<sock_extended_err>(header);
    if (!report || report->ee_origin != SO_EE_ORIGIN_TIMESTAMPING) return std::nullopt;
    return report->ee_data;
}

}  // namespace

control_messages read_control_messages(const msghdr& message) {
    control_messages out;
    // CMSG_NXTHDR takes a pointer to non-const although it changes nothing.
    auto* whole = const_cast<msghdr*>(&message);
    for (cmsghdr* header = CMSG_FIRSTHDR(whole); header; header = CMSG_NXTHDR(whole, header)) {
        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_TIMESTAMPING) {
            out.stamp = software_stamp(*header);
        } else if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SO_RXQ_OVFL) {
            out.dropped = payload<std::uint32_t>(*header);
        } else if (header->cmsg_level == SOL_IP && header->cmsg_type == IP_RECVERR) {
            out.stamped_datagram = stamped_datagram(*header);
        }
    }
    return out;
}

}  // namespace tracerouter::net
