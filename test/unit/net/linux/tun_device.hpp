#pragma once

#include "icmp_message.hpp"
#include "net/posix/file_descriptor.hpp"

namespace tracerouter::net {

/// A device that datagrams arrive at as a test wants them; gone with this object. For a network of the test's own.
class tun_device {
public:
    static constexpr const char* name = "tun-of-test";

    tun_device();
    [[nodiscard]] bool is_open() const { return up_; }

    /// Lets a datagram arrive.
    void inject(const octets& datagram) const;
    /// What the host has sent there, one datagram a call; empty: nothing more.
    [[nodiscard]] octets take() const;
    /// Gives it this address, of a network of 254, in the place of any other, and routes everything through it.
    [[nodiscard]] bool route_everything_from(const char* address) const;
    [[nodiscard]] bool turn_off() const;
    /// Turns it on again.
    [[nodiscard]] bool turn_on() const;

private:
    [[nodiscard]] bool turn(short flags) const;

    file_descriptor device_;
    bool up_ = false;
};

}  // namespace tracerouter::net
