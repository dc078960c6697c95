#include "net/linux/link_query.hpp"

#include <linux/if_arp.h>
#include <linux/xfrm.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "base/last_error.hpp"
#include "net/linux/netlink_message.hpp"

namespace tracerouter::net {

using boost::asio::ip::address;
using boost::system::error_code;

namespace {

// Of <linux/rtnetlink.h> since Linux 5.8: counters are left out of the answer.
constexpr std::uint32_t without_statistics = 1 << 3;

// Where the kernel itself sends to the address that an entry has, whether it has confirmed it lately or not.
constexpr std::uint16_t valid = NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY;

boost::system::result<file_descriptor> open_socket(int protocol) {
    file_descriptor socket{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)};
    if (!socket.is_open()) return last_error();
    return socket;
}

// Calls `take` for the answer with this number, which is there when the question has been sent.
template <class Take>
error_code converse(int descriptor, std::span<const std::byte> question, std::uint32_t number, Take take) {
    if (::send(descriptor, question.data(), question.size(), 0) < 0) return last_error();
    std::array<std::byte, 8'192> buffer;
    for (;;) {
        const ssize_t size = ::recv(descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return last_error();
        auto rest = std::span<const std::byte>{buffer}.first(static_cast<std::size_t>(size));
        while (const auto message = netlink_answer::take(rest)) {
            if (message->number() != number) continue;
            if (message->type() == NLMSG_ERROR) return system_error(-message->body<nlmsgerr>().error);
            take(*message);
            return {};
        }
    }
}

link_address link_address_of(std::span<const std::byte> value) {
    link_address found{};
    if (value.size() == found.size()) std::ranges::copy(value, found.begin());
    return found;
}

std::string text_of(std::span<const std::byte> value) {
    const auto end = std::ranges::find(value, std::byte{0});
    return {reinterpret_cast<const char*>(value.data()), static_cast<std::size_t>(end - value.begin())};
}

// An interface without ARP has another way to know whom a frame is for, which we do not know.
link_kind kind_of(const ifinfomsg& body) {
    if (body.ifi_type == ARPHRD_NONE) return link_kind::bare;
    const bool asks_neighbours = (body.ifi_flags & (IFF_NOARP | IFF_LOOPBACK)) == 0;
    return body.ifi_type == ARPHRD_ETHER && asks_neighbours ? link_kind::ethernet : link_kind::unsupported;
}

}  // namespace

boost::system::result<link_query> link_query::open() {
    auto socket = open_socket(NETLINK_ROUTE);
    if (!socket) return socket.error();
    link_query opened;
    opened.socket_ = *std::move(socket);
    return opened;
}

boost::system::result<link_facts> link_query::link(unsigned interface) {
    ifinfomsg body{};
    body.ifi_index = static_cast<int>(interface);
    netlink_question question{RTM_GETLINK, 0, ++number_, body};
    question.add(IFLA_EXT_MASK, without_statistics);
    link_facts found;
    bool owned = false;
    const error_code error = converse(socket_.get(), question.bytes(), number_, [&](const netlink_answer& message) {
        found.kind = kind_of(message.body<ifinfomsg>());
        message.each_attribute(sizeof body, [&](int type, std::span<const std::byte> value) {
            if (type == IFLA_IFNAME) found.name = text_of(value);
            if (type == IFLA_MTU) found.mtu = netlink_number(value);
            if (type == IFLA_ADDRESS) found.own = link_address_of(value);
            if (type == IFLA_MASTER) owned = true;
        });
    });
    if (error) return error;
    if (owned) found.kind = link_kind::unsupported;
    return found;
}

std::optional<neighbour_facts> link_query::neighbour(unsigned interface, const address& address) {
    ndmsg body{};
    body.ndm_family = address.is_v4() ? AF_INET : AF_INET6;
    body.ndm_ifindex = static_cast<int>(interface);
    netlink_question question{RTM_GETNEIGH, 0, ++number_, body};
    question.add(NDA_DST, address);
    std::optional<neighbour_facts> found;
    converse(socket_.get(), question.bytes(), number_, [&](const netlink_answer& message) {
        const std::uint16_t state = message.body<ndmsg>().ndm_state;
        message.each_attribute(sizeof body, [&](int type, std::span<const std::byte> value) {
            if (type != NDA_LLADDR || value.size() != sizeof(link_address) || (state & valid) == 0) return;
            found = {link_address_of(value), (state & (NUD_PERMANENT | NUD_NOARP)) != 0};
        });
    });
    return found;
}

bool has_ipsec_policies() {
    const auto socket = open_socket(NETLINK_XFRM);
    if (!socket) return false;  // a kernel without IPsec
    netlink_question question{XFRM_MSG_GETSPDINFO, 0, 1, std::uint32_t{0}};
    bool found = false;
    converse(socket->get(), question.bytes(), 1, [&](const netlink_answer& message) {
        message.each_attribute(sizeof(std::uint32_t), [&](int type, std::span<const std::byte> value) {
            xfrmu_spdinfo counts{};
            if (type != XFRMA_SPD_INFO || value.size() < sizeof counts) return;
            std::memcpy(&counts, value.data(), sizeof counts);
            found = counts.outcnt > 0;
        });
    });
    return found;
}

}  // namespace tracerouter::net
