#include "tun_device.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace tracerouter::net {

namespace {

ifreq request_for(const char* name) {
    ifreq request{};
    std::strcpy(request.ifr_name, name);
    return request;
}

template <class Address>
void put_address(Address& out, const char* text) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    ::inet_pton(AF_INET, text, &v4.sin_addr);
    std::memcpy(&out, &v4, sizeof v4);
}

// Settings of devices and routes are made through any socket.
template <class Request>
bool ask(unsigned long what, Request& request) {
    const file_descriptor any{::socket(AF_INET, SOCK_DGRAM, 0)};
    return ::ioctl(any.get(), what, &request) == 0;
}

}  // namespace

tun_device::tun_device() : device_(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC)) {
    ifreq request = request_for(name);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    up_ = device_.is_open() && ::ioctl(device_.get(), TUNSETIFF, &request) == 0 && turn(IFF_UP);
}

bool tun_device::turn(short flags) const {
    ifreq request = request_for(name);
    request.ifr_flags = flags;
    return ask(SIOCSIFFLAGS, request);
}

bool tun_device::turn_off() const {
    return turn(0);
}

bool tun_device::turn_on() const {
    return turn(IFF_UP);
}

void tun_device::inject(const octets& datagram) const {
    [[maybe_unused]] const auto written = ::write(device_.get(), datagram.data(), datagram.size());
}

octets tun_device::take() const {
    octets datagram(2'048);
    const ssize_t size = ::read(device_.get(), datagram.data(), datagram.size());
    datagram.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return datagram;
}

bool tun_device::route_everything_from(const char* address) const {
    ifreq request = request_for(name);
    put_address(request.ifr_addr, address);
    if (!ask(SIOCSIFADDR, request)) return false;
    put_address(request.ifr_netmask, "255.255.255.0");
    if (!ask(SIOCSIFNETMASK, request) || !turn(IFF_UP | IFF_BROADCAST)) return false;
    std::string device = name;
    rtentry route{};
    put_address(route.rt_dst, "0.0.0.0");
    put_address(route.rt_genmask, "0.0.0.0");
    route.rt_flags = RTF_UP;
    route.rt_dev = device.data();
    return ask(SIOCADDRT, route);
}

}  // namespace tracerouter::net
