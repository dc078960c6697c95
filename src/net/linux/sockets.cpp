#include "net/linux/sockets.hpp"

#include <fcntl.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/in6.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/last_error.hpp"
#include "net/linux/filters.hpp"
#include "net/posix/socket_address.hpp"
#include "net/posix/socket_calls.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::net {

namespace {

using boost::system::error_code;

// Room for the answers of some thousand probes. Each small datagram is charged with about 800 octets.
constexpr int receive_buffer_octets = 4 << 20;

constexpr int receive_stamps = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE;
constexpr int transmit_stamps = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;

// Of Linux 5.9; the headers of the C library are older.
constexpr int ip_recverr_rfc4884 = 26;
constexpr int ipv6_recverr_rfc4884 = 31;

using types = std::initializer_list<unsigned>;

// A set bit drops the type.
icmp_filter answers_only() {
    icmp_filter filter{~std::uint32_t{0}};
    for (const unsigned type : types{ICMP_ECHOREPLY, ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED, ICMP_PARAMETERPROB})
        filter.data &= ~(1U << type);
    return filter;
}

icmp6_filter answers_only_v6() {
    icmp6_filter filter;
    std::fill(std::begin(filter.data), std::end(filter.data), ~std::uint32_t{0});
    for (const unsigned type :
         types{ICMPV6_DEST_UNREACH, ICMPV6_PKT_TOOBIG, ICMPV6_TIME_EXCEED, ICMPV6_PARAMPROB, ICMPV6_ECHO_REPLY}) {
        filter.data[type / 32] &= ~(1U << type % 32);
    }
    return filter;
}

// Beyond the system's limit only with CAP_NET_ADMIN; what we then get is what there is.
void enlarge_receive_buffer(int descriptor) {
    if (!set_option(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer_octets)) {
        set_option(descriptor, SOL_SOCKET, SO_RCVBUF, receive_buffer_octets);
    }
}

bool set_up_raw_icmp(int descriptor, family family) {
    if (family == family::ipv4) return set_option(descriptor, SOL_RAW, ICMP_FILTER, answers_only());
    return set_option(descriptor, IPPROTO_ICMPV6, ICMPV6_FILTER, answers_only_v6());
}

// Raw sockets keep quiet about what the queue of a device drops (ENOBUFS) unless they ask for errors. One that receives
// ICMP would then be told each ICMP error twice more, in its error queue and as the error of some later send. So a
// socket of its own sends, of a protocol that no error is ever about.
bool set_up_raw_send(int descriptor, family family) {
    if (!let_pass_nothing(descriptor)) return false;
    // Our datagrams say themselves whether they may be fragmented: as far as the link lets them, they go whole,
    // whatever path MTU the kernel has learnt.
    set_dont_fragment(descriptor, family, true);
    if (family == family::ipv4) {
        return set_option(descriptor, IPPROTO_IP, IP_HDRINCL, 1) && set_option(descriptor, IPPROTO_IP, IP_RECVERR, 1);
    }
    return set_option(descriptor, IPPROTO_IPV6, IPV6_HDRINCL, 1) &&
           set_option(descriptor, IPPROTO_IPV6, IPV6_RECVERR, 1);
}

bool ask_for_errors(int descriptor, family family) {
    if (family == family::ipv4) {
        set_option(descriptor, IPPROTO_IP, ip_recverr_rfc4884, 1);
        set_option(descriptor, IPPROTO_IP, IP_RECVTTL, 1);
        return set_option(descriptor, IPPROTO_IP, IP_RECVERR, 1);
    }
    set_option(descriptor, IPPROTO_IPV6, ipv6_recverr_rfc4884, 1);
    return set_option(descriptor, IPPROTO_IPV6, IPV6_RECVERR, 1);
}

error_code set_mark(int descriptor, std::optional<std::uint32_t> mark) {
    return mark && !set_option(descriptor, SOL_SOCKET, SO_MARK, *mark) ? last_error() : error_code{};
}

bool set_up_kind(int descriptor, socket_kind kind, family family) {
    switch (kind) {
        case socket_kind::raw_icmp: return set_up_raw_icmp(descriptor, family);
        case socket_kind::raw_tcp: return let_pass_answers_to_syn(descriptor, family);
        case socket_kind::ping:
        case socket_kind::udp: return ask_for_errors(descriptor, family);
        case socket_kind::raw_send: return set_up_raw_send(descriptor, family);
    }
    return false;
}

// Where the kernel writes headers it also chooses the source, unless it is said, and, as a port, the identifier.
error_code bind_source(int descriptor, socket_kind kind, family family, const socket_options& options) {
    const bool fits = options.source && options.source->is_v4() == (family == family::ipv4);
    const boost::asio::ip::address any = family == family::ipv4
                                             ? boost::asio::ip::address{boost::asio::ip::address_v4{}}
                                             : boost::asio::ip::address{boost::asio::ip::address_v6{}};
    const std::uint16_t port = kind == socket_kind::udp ? options.source_port.value_or(0) : 0;
    const socket_address source{fits ? *options.source : any, port};
    if (options.port_taken_over) share_port(descriptor, true);
    const error_code error = ::bind(descriptor, source.data(), source.size()) == 0 ? error_code{} : last_error();
    share_port(descriptor, false);
    return error;
}

// Each datagram of a raw socket says itself which interface it leaves by. To be bound to one would be for good, as only
// those with rights may change it, and of no more use once that interface has gone and come back as another.
error_code set_up_sending(int descriptor, socket_kind kind, family family, const socket_options& options) {
    restart_transmit_stamps(descriptor);
    const error_code error =
        kind == socket_kind::raw_send ? set_mark(descriptor, options.mark) : apply_routing(descriptor, options);
    return error ? error : bind_source(descriptor, kind, family, options);
}

error_code set_up(int descriptor, socket_kind kind, family family, const socket_options& options) {
    // Without these the socket is of no use; without the others it only knows less.
    if (!set_up_kind(descriptor, kind, family)) return last_error();
    set_option(descriptor, SOL_SOCKET, SO_RXQ_OVFL, 1);
    if (family == family::ipv6) set_option(descriptor, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
    if (family == family::ipv6) set_option(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 1);  // IPv4 has a socket of its own
    enlarge_receive_buffer(descriptor);
    if (!receives_only(kind)) return set_up_sending(descriptor, kind, family, options);
    stop_transmit_stamps(descriptor);
    return {};
}

int create(socket_kind kind, family family) {
    const bool v4 = family == family::ipv4;
    const int domain = v4 ? AF_INET : AF_INET6;
    const int icmp = v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
    constexpr int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
    switch (kind) {
        case socket_kind::raw_icmp: return ::socket(domain, SOCK_RAW | flags, icmp);
        case socket_kind::raw_tcp: return ::socket(domain, SOCK_RAW | flags, IPPROTO_TCP);
        case socket_kind::ping: return ::socket(domain, SOCK_DGRAM | flags, icmp);
        case socket_kind::udp: return ::socket(domain, SOCK_DGRAM | flags, IPPROTO_UDP);
        case socket_kind::raw_send: return ::socket(domain, SOCK_RAW | flags, IPPROTO_RAW);
    }
    return -1;
}

error_code refusal(socket_kind kind) {
    const error_code error = last_error();
    if (error.value() != EPERM && error.value() != EACCES) return error;
    return kind == socket_kind::ping ? errc::ping_sockets_closed : errc::missing_rights;
}

}  // namespace

boost::system::result<socket_handle> open_socket(const boost::asio::any_io_executor& executor, socket_kind kind,
                                                 family family, const socket_options& options) {
    const int descriptor = create(kind, family);
    if (descriptor < 0) return refusal(kind);
    if (const error_code error = set_up(descriptor, kind, family, options)) {
        ::close(descriptor);
        return error;
    }
    return socket_handle(executor, descriptor);
}

error_code apply_routing(int descriptor, const socket_options& options) {
    const error_code error = set_mark(descriptor, options.mark);
    return error ? error : bind_to_interface(descriptor, options.interface);
}

error_code bind_to_interface(int descriptor, const std::string& interface) {
    if (interface.empty()) return {};
    const auto size = static_cast<socklen_t>(interface.size());
    const int done = ::setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, interface.data(), size);
    return done == 0 ? error_code{} : last_error();
}

void share_port(int descriptor, bool shared) {
    set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, int{shared});
}

error_code deafen(int descriptor) {
    // The ICMP filter is looked at before a datagram is copied at all, but lets types from 32 pass.
    const bool deaf =
        set_option(descriptor, SOL_RAW, ICMP_FILTER, icmp_filter{~std::uint32_t{0}}) && let_pass_nothing(descriptor);
    return deaf ? error_code{} : last_error();
}

void set_dont_fragment(int descriptor, family family, bool wanted) {
    // PROBE: whatever path MTU the kernel has learnt is not minded. DONT: routers may fragment.
    if (family == family::ipv4) {
        set_option(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, wanted ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT);
    } else {
        set_option(descriptor, IPPROTO_IPV6, IPV6_MTU_DISCOVER, wanted ? IPV6_PMTUDISC_PROBE : IPV6_PMTUDISC_DONT);
    }
}

void restart_transmit_stamps(int descriptor) {
    // The kernel starts to count anew when OPT_ID comes on after having been off.
    stop_transmit_stamps(descriptor);
    set_option(descriptor, SOL_SOCKET, SO_TIMESTAMPING, receive_stamps | transmit_stamps);
}

void stop_transmit_stamps(int descriptor) {
    set_option(descriptor, SOL_SOCKET, SO_TIMESTAMPING, receive_stamps);
}

boost::system::result<std::uint16_t> local_number(int descriptor) {
    const auto name = local_name(descriptor);
    if (!name) return name.error();
    return socket_address::read_port(*name);
}

}  // namespace tracerouter::net
