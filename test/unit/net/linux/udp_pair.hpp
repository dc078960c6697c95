#pragma once

#include <sys/socket.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <linux/net_tstamp.h>

#include <string_view>

namespace tracerouter::net {

/// Two UDP sockets on the loopback device: kernel behaviour that raw sockets share, without needing rights.
class udp_pair {
public:
    using udp = boost::asio::ip::udp;

    udp_pair()
        : sender_(context_, udp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
          receiver_(context_, udp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {}

    void send(std::string_view text) { sender_.send_to(boost::asio::buffer(text), receiver_.local_endpoint()); }
    [[nodiscard]] int sender() { return sender_.native_handle(); }
    [[nodiscard]] int receiver() { return receiver_.native_handle(); }

    template <class T>
    static void set(int descriptor, int name, T value) {
        ::setsockopt(descriptor, SOL_SOCKET, name, &value, sizeof value);
    }

private:
    boost::asio::io_context context_;
    udp::socket sender_;
    udp::socket receiver_;
};

}  // namespace tracerouter::net
