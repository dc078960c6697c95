#pragma once

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "icmp_message.hpp"
#include "net/file_descriptor.hpp"

namespace tracerouter::net {

/// A device that datagrams arrive at as a test wants them; gone with this object.
class tun_device {
public:
    static constexpr const char* name = "tun-of-test";

    tun_device() : device_(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC)) {
        ifreq request{};
        std::strcpy(request.ifr_name, name);
        request.ifr_flags = IFF_TUN | IFF_NO_PI;
        up_ = device_.is_open() && ::ioctl(device_.get(), TUNSETIFF, &request) == 0;
        const file_descriptor any{::socket(AF_INET, SOCK_DGRAM, 0)};
        request.ifr_flags = IFF_UP;
        up_ = up_ && ::ioctl(any.get(), SIOCSIFFLAGS, &request) == 0;
    }

    [[nodiscard]] bool is_open() const { return up_; }

    /// Lets a datagram arrive.
    void inject(const octets& datagram) const {
        [[maybe_unused]] const auto written = ::write(device_.get(), datagram.data(), datagram.size());
    }

private:
    file_descriptor device_;
    bool up_ = false;
};

}  // namespace tracerouter::net
