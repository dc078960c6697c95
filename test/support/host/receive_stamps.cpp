#include "receive_stamps.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/net_tstamp.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <thread>

namespace tracerouter::test {

using namespace std::chrono_literals;

receive_stamps::receive_stamps() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const int wanted = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE;
    ::setsockopt(socket_, SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof wanted);
    if (!connect_to_itself()) return;
    for (const auto until = std::chrono::steady_clock::now() + 1s; !are_there();) {
        if (std::chrono::steady_clock::now() > until) return;
        std::this_thread::sleep_for(1ms);
    }
}

receive_stamps::~receive_stamps() {
    if (socket_ >= 0) ::close(socket_);
}

bool receive_stamps::connect_to_itself() const {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const address = reinterpret_cast<sockaddr*>(&own);
    socklen_t size = sizeof own;
    return ::bind(socket_, address, size) == 0 && ::getsockname(socket_, address, &size) == 0 &&
           ::connect(socket_, address, size) == 0;
}

// The kernel gives no control message where it has no stamp.
bool receive_stamps::are_there() const {
    char octet = 0;
    iovec piece{&octet, sizeof octet};
    alignas(cmsghdr) std::array<std::byte, 256> control{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ::send(socket_, &octet, sizeof octet, 0);
    return ::recvmsg(socket_, &message, MSG_DONTWAIT) > 0 && CMSG_FIRSTHDR(&message) != nullptr;
}

}  // namespace tracerouter::test
