#include "net/icmp_socket.hpp"

#include <linux/icmp.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <initializer_list>

#include "tracerouter/error.hpp"

namespace tracerouter::net {

namespace {

using boost::system::error_code;

// Room for the answers of some thousand probes. Each small datagram is charged with about 800 octets.
constexpr int receive_buffer_octets = 4 << 20;

constexpr int receive_stamps = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE;
constexpr int transmit_stamps = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

template <class T>
bool set(int descriptor, int level, int name, const T& value) {
    return ::setsockopt(descriptor, level, name, &value, sizeof value) == 0;
}

// A set bit drops the type.
icmp_filter answers_only() {
    icmp_filter filter{~std::uint32_t{0}};
    for (const int type : {ICMP_ECHOREPLY, ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED}) filter.data &= ~(1U << type);
    return filter;
}

// Beyond the system's limit only with CAP_NET_ADMIN; what we then get is what there is.
void enlarge_receive_buffer(int descriptor) {
    if (!set(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer_octets)) {
        set(descriptor, SOL_SOCKET, SO_RCVBUF, receive_buffer_octets);
    }
}

error_code set_up(int descriptor, const socket_options& options) {
    // Without these two the socket is of no use; without the others it only knows less.
    if (!set(descriptor, IPPROTO_IP, IP_HDRINCL, 1)) return last_error();
    if (!set(descriptor, SOL_RAW, ICMP_FILTER, answers_only())) return last_error();
    set(descriptor, SOL_SOCKET, SO_RXQ_OVFL, 1);
    enlarge_receive_buffer(descriptor);
    restart_transmit_stamps(descriptor);
    return bind_to_interface(descriptor, options.interface);
}

}  // namespace

boost::system::result<boost::asio::ip::icmp::socket> open_icmp_socket(const boost::asio::any_io_executor& executor,
                                                                      const socket_options& options) {
    boost::asio::ip::icmp::socket socket(executor);
    error_code error;
    socket.open(boost::asio::ip::icmp::v4(), error);
    if (error.value() == EPERM || error.value() == EACCES) return error_code{errc::missing_rights};
    if (!error) socket.non_blocking(true, error);
    if (!error) error = set_up(socket.native_handle(), options);
    if (error) return error;
    return socket;
}

error_code bind_to_interface(int descriptor, const std::string& interface) {
    if (interface.empty()) return {};
    const auto size = static_cast<socklen_t>(interface.size());
    return ::setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, interface.data(), size) == 0 ? error_code{}
                                                                                              : last_error();
}

void restart_transmit_stamps(int descriptor) {
    // The kernel starts to count anew when OPT_ID comes on after having been off.
    set(descriptor, SOL_SOCKET, SO_TIMESTAMPING, receive_stamps);
    set(descriptor, SOL_SOCKET, SO_TIMESTAMPING, receive_stamps | transmit_stamps);
}

}  // namespace tracerouter::net
