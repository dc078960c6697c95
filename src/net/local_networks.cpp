#include "net/local_networks.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace tracerouter::net {

using boost::asio::ip::address_v4;

namespace {

constexpr address_v4::uint_type block_mask = 0xffffff00;

address_v4::uint_type read_address(const sockaddr& from) {
    sockaddr_in v4;
    std::memcpy(&v4, &from, sizeof v4);
    return ntohl(v4.sin_addr.s_addr);
}

}  // namespace

std::vector<local_networks::network> local_networks::read() {
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return {{0, 0}};
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner{all, ::freeifaddrs};
    std::vector<network> found;
    for (const ifaddrs* one = all; one; one = one->ifa_next) {
        if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET || !one->ifa_netmask) continue;
        found.push_back({read_address(*one->ifa_addr), read_address(*one->ifa_netmask)});
    }
    return found;
}

bool local_networks::reach(const address_v4& address, time_point now, duration lifetime) {
    if (now - read_at_ >= lifetime) {
        networks_ = read();
        read_at_ = now;
    }
    return std::ranges::any_of(networks_, [&](const network& one) {
        return ((one.address ^ address.to_uint()) & one.mask & block_mask) == 0;
    });
}

}  // namespace tracerouter::net
