#include "device_ipv6.hpp"

#include <linux/ipv6.h>

#include <linux/sockios.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <thread>

#include "file_descriptor.hpp"
#include "ipv6.hpp"
#include "system_call.hpp"
#include "write_file.hpp"

namespace lab {
namespace {

in6_addr as_in6(address value) {
    std::array<std::uint8_t, 16> octets{};
    store_ipv6_address(octets, 0, value);
    in6_addr result;
    std::copy(octets.begin(), octets.end(), result.s6_addr);
    return result;
}

void add_route(int socket, int device, address destination, unsigned short length, address gateway,
               std::uint32_t flags) {
    in6_rtmsg route{};
    route.rtmsg_dst = as_in6(destination);
    route.rtmsg_dst_len = length;
    route.rtmsg_gateway = as_in6(gateway);
    route.rtmsg_flags = RTF_UP | flags;
    route.rtmsg_metric = 1;
    route.rtmsg_ifindex = device;
    checked(::ioctl(socket, SIOCADDRT, &route), "add an IPv6 route");
}

// Even where nothing has to be detected, the kernel takes a moment until an address is no longer "tentative"; before,
// it would choose another source.
void wait_until_usable(int socket, address source) {
    sockaddr_in6 name{};
    name.sin6_family = AF_INET6;
    name.sin6_addr = as_in6(source);
    const auto bind = [&] { return ::bind(socket, reinterpret_cast<const sockaddr*>(&name), sizeof name); };
    for (int left = 5'000; left > 0 && bind() != 0 && errno == EADDRNOTAVAIL; --left) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
}

}  // namespace

void quieten_ipv6(const std::string& device) {
    const std::string settings = "/proc/sys/net/ipv6/conf/" + device + '/';
    write_file(settings + "addr_gen_mode", "1");  // no link-local address, so nothing is asked in its name
    write_file(settings + "router_solicitations", "0");
    write_file(settings + "accept_ra", "0");
    write_file(settings + "accept_dad", "0");
    write_file(settings + "dad_transmits", "0");
}

void set_ipv6_address(const std::string& device, address source) {
    const file_descriptor socket(checked(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), "open an IPv6 socket"));
    const int index = static_cast<int>(::if_nametoindex(device.c_str()));
    in6_ifreq request{};
    request.ifr6_addr = as_in6(source);
    request.ifr6_prefixlen = 128;
    request.ifr6_ifindex = index;
    checked(::ioctl(socket.get(), SIOCSIFADDR, &request), "set the IPv6 source address");
    wait_until_usable(socket.get(), source);
    // By way of a gateway, as for IPv4.
    const address gateway{source.high, source.low ^ 3};
    add_route(socket.get(), index, gateway, 128, {}, 0);
    add_route(socket.get(), index, {}, 0, gateway, RTF_GATEWAY);
}

}  // namespace lab
