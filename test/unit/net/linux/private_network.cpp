#include "private_network.hpp"

#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <optional>

#include "net/posix/file_descriptor.hpp"
#include "receive_stamps.hpp"

namespace tracerouter::net {

namespace {

bool moved = false;

bool turn_on_loopback() {
    const file_descriptor socket{::socket(AF_INET, SOCK_DGRAM, 0)};
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP;
    return socket.is_open() && ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

class private_network final : public testing::Environment {
public:
    // A user without rights gets them in a user namespace, of this program alone.
    void SetUp() override {
        moved = ::unshare(CLONE_NEWNET) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
        ASSERT_TRUE(!moved || turn_on_loopback());
        if (moved) stamps_.emplace();
    }
    void TearDown() override { stamps_.reset(); }

private:
    std::optional<test::receive_stamps> stamps_;
};

[[maybe_unused]] const testing::Environment* const environment =
    testing::AddGlobalTestEnvironment(new private_network);  // which owns it

}  // namespace

bool in_private_network() {
    return moved;
}

}  // namespace tracerouter::net
