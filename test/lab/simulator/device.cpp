#include "device.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/route.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "device_ipv6.hpp"
#include "dual_stack.hpp"
#include "link_settings.hpp"
#include "system_call.hpp"

namespace lab {
namespace {

constexpr std::string_view device_name = "lab0";
constexpr std::uint32_t queue_length = 100'000;  // a burst of a whole bulk run must not be lost before we read it

ifreq request_for(std::string_view name) {
    ifreq request{};
    std::copy(name.begin(), name.end(), request.ifr_name);
    return request;
}

sockaddr as_sockaddr(std::uint32_t host_order) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = htonl(host_order);
    sockaddr result;
    std::memcpy(&result, &in, sizeof result);
    return result;
}

void control(int socket, unsigned long what, ifreq& request, const char* action) {
    checked(::ioctl(socket, what, &request), action);
}

void bring_up(int socket, std::string_view name) {
    ifreq request = request_for(name);
    control(socket, SIOCGIFFLAGS, request, "read the flags of the device");
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    control(socket, SIOCSIFFLAGS, request, "bring the device up");
}

void set_address(int socket, address source) {
    ifreq request = request_for(device_name);
    request.ifr_addr = as_sockaddr(source.v4());
    control(socket, SIOCSIFADDR, request, "set the source address");
    request.ifr_netmask = as_sockaddr(0xffff'ffff);
    control(socket, SIOCSIFNETMASK, request, "set the netmask");
}

void add_route(int socket, std::uint32_t destination, std::uint32_t netmask, std::uint32_t gateway,
               unsigned short flags) {
    rtentry route{};
    std::string name(device_name);
    route.rt_dst = as_sockaddr(destination);
    route.rt_genmask = as_sockaddr(netmask);
    route.rt_gateway = as_sockaddr(gateway);
    route.rt_flags = static_cast<unsigned short>(RTF_UP | flags);
    route.rt_dev = name.data();
    checked(::ioctl(socket, SIOCADDRT, &route), "add a route");
}

/// By way of a gateway, as at home: some tools do not trace what looks directly connected. No packet ever names the
/// gateway.
void add_default_route(int socket, address source) {
    const std::uint32_t gateway = source.v4() ^ 3;
    add_route(socket, gateway, 0xffff'ffff, 0, RTF_HOST);
    add_route(socket, 0, 0, gateway, RTF_GATEWAY);
}

file_descriptor open_tun() {
    file_descriptor tun(checked(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), "open /dev/net/tun"));
    ifreq request = request_for(device_name);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    control(tun.get(), TUNSETIFF, request, "make a TUN device");
    return tun;
}

}  // namespace

file_descriptor open_device(address source) {
    file_descriptor tun = open_tun();
    const file_descriptor socket(checked(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "open a socket"));
    set_queue_length(std::string(device_name), queue_length);
    const bool ipv6 = ::access("/proc/sys/net/ipv6", F_OK) == 0;
    if (ipv6) quieten_ipv6(std::string(device_name));
    bring_up(socket.get(), "lo");
    set_address(socket.get(), source);
    bring_up(socket.get(), device_name);
    add_default_route(socket.get(), source);
    if (ipv6) set_ipv6_address(std::string(device_name), to_ipv6(source));
    return tun;
}

std::uint64_t dropped_by_device() {
    std::ifstream table("/proc/self/net/dev");
    std::string line;
    while (std::getline(table, line)) {
        const auto name = line.find(std::string(device_name) + ':');
        if (name == std::string::npos) continue;
        std::istringstream numbers(line.substr(name + device_name.size() + 1));
        std::uint64_t value = 0;
        // Eight receive columns, then transmit: bytes, packets, errors, dropped.
        for (int column = 0; column < 12; ++column) numbers >> value;
        return value;
    }
    return 0;
}

}  // namespace lab
