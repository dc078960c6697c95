#include "cli/own_address.hpp"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "net/last_error.hpp"

namespace tracerouter::cli {
namespace {

using net::last_error;

using boost::asio::ip::address;
using boost::system::error_code;

/// "How does one reach this address?", as rtnetlink(7) wants it asked.
class route_question {
public:
    explicit route_question(const address& destination) {
        append(header_);
        rtmsg asked{};
        asked.rtm_family = destination.is_v4() ? AF_INET : AF_INET6;
        asked.rtm_dst_len = destination.is_v4() ? 32 : 128;
        append(asked);
        if (destination.is_v4()) {
            append_attribute(RTA_DST, destination.to_v4().to_bytes());
        } else {
            append_attribute(RTA_DST, destination.to_v6().to_bytes());
        }
    }

    void through(std::uint32_t interface_index) { append_attribute(RTA_OIF, interface_index); }

    [[nodiscard]] error_code send(int socket) {
        header_ = {.nlmsg_len = static_cast<std::uint32_t>(size_),
                   .nlmsg_type = RTM_GETROUTE,
                   .nlmsg_flags = NLM_F_REQUEST,
                   .nlmsg_seq = 0,
                   .nlmsg_pid = 0};
        std::memcpy(octets_.data(), &header_, sizeof header_);
        return ::send(socket, octets_.data(), size_, 0) < 0 ? last_error() : error_code{};
    }

private:
    template <class T>
    void append(const T& value) {
        std::memcpy(octets_.data() + size_, &value, sizeof value);
        size_ += NLMSG_ALIGN(sizeof value);
    }

    template <class T>
    void append_attribute(std::uint16_t type, const T& value) {
        append(rtattr{.rta_len = static_cast<std::uint16_t>(sizeof(rtattr) + sizeof value), .rta_type = type});
        append(value);
    }

    nlmsghdr header_{};
    std::array<std::byte, 128> octets_{};
    std::size_t size_ = 0;
};

error_code not_own() {
    return make_error_code(boost::system::errc::address_not_available);
}

/// No route at all, which is an error message, does not end here either.
error_code read_answer(int socket) {
    std::array<std::byte, 4096> octets{};
    const auto size = ::recv(socket, octets.data(), octets.size(), 0);
    if (size < 0) return last_error();
    nlmsghdr header{};
    rtmsg route{};
    if (static_cast<std::size_t>(size) < NLMSG_HDRLEN + sizeof route) return not_own();
    std::memcpy(&header, octets.data(), sizeof header);
    std::memcpy(&route, octets.data() + NLMSG_HDRLEN, sizeof route);
    return header.nlmsg_type == RTM_NEWROUTE && route.rtm_type == RTN_LOCAL ? error_code{} : not_own();
}

error_code route_ends_here(int socket, const address& destination, std::uint32_t interface_index) {
    route_question question{destination};
    if (interface_index != 0) question.through(interface_index);
    if (const error_code error = question.send(socket)) return error;
    return read_answer(socket);
}

std::uint32_t index_of(const address& address, const std::string& interface) {
    if (address.is_v6() && address.to_v6().scope_id() != 0) return address.to_v6().scope_id();
    return interface.empty() ? 0 : ::if_nametoindex(interface.c_str());
}

}  // namespace

error_code check_own_address(const address& address, const std::string& interface) {
    if (address.is_unspecified()) return not_own();  // though what is sent to it stays here
    const int socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (socket < 0) return last_error();
    error_code error = route_ends_here(socket, address, 0);
    const std::uint32_t index = index_of(address, interface);
    if (error == not_own() && index != 0) error = route_ends_here(socket, address, index);
    ::close(socket);
    return error;
}

}  // namespace tracerouter::cli
