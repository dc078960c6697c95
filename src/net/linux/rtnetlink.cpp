#include "net/linux/rtnetlink.hpp"

#include <boost/endian/conversion.hpp>

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>

#include "base/last_error.hpp"
#include "net/linux/netlink_message.hpp"

namespace tracerouter::net {

using boost::asio::ip::address;
using boost::system::error_code;

// As much as the kernel writes at once when it lists.
struct rtnetlink::buffer {
    std::array<std::byte, 32'768> octets;
};

namespace {

boost::system::result<file_descriptor> open_socket() {
    file_descriptor socket{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)};
    if (!socket.is_open()) return last_error();
    return socket;
}

error_code send(int descriptor, netlink_question& question) {
    const auto bytes = question.bytes();
    return ::send(descriptor, bytes.data(), bytes.size(), 0) >= 0 ? error_code{} : last_error();
}

unsigned char octets_of(const address& address) {
    return address.is_v4() ? 4 : 16;
}

netlink_question route_question(const route_query& query, bool table, std::uint32_t number) {
    rtmsg body{};
    body.rtm_family = query.destination.is_v4() ? AF_INET : AF_INET6;
    body.rtm_dst_len = static_cast<unsigned char>(8 * octets_of(query.destination));
    body.rtm_src_len = query.source ? body.rtm_dst_len : 0;
    body.rtm_tos = query.tos & 0xfc;  // the rest is of ECN and of no route
    body.rtm_flags = table ? RTM_F_FIB_MATCH : 0;
    netlink_question question{RTM_GETROUTE, 0, number, body};
    question.add(RTA_DST, query.destination);
    if (query.source) question.add(RTA_SRC, *query.source);
    if (query.interface != 0) question.add(RTA_OIF, std::uint32_t{query.interface});
    if (query.mark) question.add(RTA_MARK, *query.mark);
    if (query.protocol == 0) return question;
    question.add(RTA_IP_PROTO, query.protocol);
    if (query.source_port != 0) question.add(RTA_SPORT, boost::endian::native_to_big(query.source_port));
    if (query.destination_port != 0) question.add(RTA_DPORT, boost::endian::native_to_big(query.destination_port));
    return question;
}

route_kind kind_of(unsigned char type) {
    switch (type) {
        case RTN_UNICAST:
        case RTN_ANYCAST: return route_kind::unicast;
        case RTN_LOCAL: return route_kind::local;
        case RTN_BROADCAST: return route_kind::broadcast;
        case RTN_MULTICAST: return route_kind::multicast;
        default: return route_kind::other;
    }
}

void take_metrics(route_answer& answer, std::span<const std::byte> metrics) {
    netlink_answer::each_attribute(metrics, [&](int type, std::span<const std::byte> value) {
        if (type == RTAX_MTU && netlink_number(value) != 0) answer.mtu = netlink_number(value);
    });
}

route_answer read_route(const netlink_answer& message) {
    route_answer answer{.kind = kind_of(message.body<rtmsg>().rtm_type)};
    message.each_attribute(sizeof(rtmsg), [&](int type, std::span<const std::byte> value) {
        switch (type) {
            case RTA_OIF: answer.interface = netlink_number(value); break;
            case RTA_GATEWAY: answer.gateway = netlink_address(value); break;
            // A gateway of the other family (RFC 5549): behind the number of its family.
            case RTA_VIA:
                answer.gateway = netlink_address(value.subspan(std::min<std::size_t>(2, value.size())));
                break;
            case RTA_PREFSRC: answer.source = netlink_address(value); break;
            case RTA_METRICS: take_metrics(answer, value); break;
            case RTA_MULTIPATH:
            case RTA_NH_ID: answer.several = true; break;
            case RTA_ENCAP_TYPE: answer.wrapped = true; break;
            default: break;
        }
    });
    return answer;
}

routing_entry read_entry(const netlink_answer& message, bool v4) {
    const bool rule = message.type() == RTM_NEWRULE;
    const auto body = message.body<rtmsg>();  // of which that of rules is a copy, as far as we read it
    static_assert(offsetof(fib_rule_hdr, dst_len) == offsetof(rtmsg, rtm_dst_len));
    static_assert(offsetof(fib_rule_hdr, tos) == offsetof(rtmsg, rtm_tos));
    routing_entry entry{.prefix = v4 ? address{boost::asio::ip::address_v4{}} : address{boost::asio::ip::address_v6{}},
                        .length = body.rtm_dst_len,
                        .by_flow = body.rtm_tos != 0};
    message.each_attribute(sizeof body, [&](int type, std::span<const std::byte> value) {
        if (type == (rule ? int{FRA_DST} : int{RTA_DST})) entry.prefix = netlink_address(value).value_or(entry.prefix);
        // Rules of later kernels look at more than these.
        const bool of_flow = rule ? type >= FRA_IP_PROTO : type == RTA_MULTIPATH || type == RTA_NH_ID;
        entry.by_flow = entry.by_flow || of_flow;
    });
    return entry;
}

}  // namespace

boost::system::result<rtnetlink> rtnetlink::open() {
    auto questions = open_socket();
    if (!questions) return questions.error();
    auto lists = open_socket();
    if (!lists) return lists.error();
    rtnetlink opened;
    opened.questions_ = *std::move(questions);
    opened.lists_ = *std::move(lists);
    opened.buffer_.reset(new buffer);  // not initialized: most of it is never touched
    return opened;
}

// Answers are there when the question has been sent. `take` returns whether there are more.
template <class Take>
error_code rtnetlink::take_answers(int descriptor, Take take) {
    for (;;) {
        const ssize_t size = ::recv(descriptor, buffer_->octets.data(), buffer_->octets.size(), MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return last_error();
        auto rest = std::span<const std::byte>{buffer_->octets}.first(static_cast<std::size_t>(size));
        while (const auto message = netlink_answer::take(rest)) {
            if (message->number() != number_) continue;  // to a question that was given up
            if (message->type() == NLMSG_DONE) return {};
            if (message->type() == NLMSG_ERROR) return system_error(-message->body<nlmsgerr>().error);
            if (!take(*message)) return {};
        }
    }
}

boost::system::result<route_answer> rtnetlink::ask(const route_query& query, bool table) {
    netlink_question question = route_question(query, table, ++number_);
    if (const error_code error = send(questions_.get(), question)) return error;
    route_answer found;
    const error_code error = take_answers(questions_.get(), [&](const netlink_answer& message) {
        found = read_route(message);
        return false;
    });
    if (error) return error;
    return found;
}

error_code rtnetlink::list(bool v4, const std::function<bool(const routing_entry&)>& show) {
    const error_code error = list(v4, RTM_GETROUTE, show);
    return error ? error : list(v4, RTM_GETRULE, show);
}

error_code rtnetlink::list(bool v4, std::uint16_t type, const std::function<bool(const routing_entry&)>& show) {
    if (!lists_.is_open()) return system_error(ECANCELED);
    rtmsg body{};
    body.rtm_family = v4 ? AF_INET : AF_INET6;
    netlink_question question{type, NLM_F_DUMP, ++number_, body};
    if (const error_code error = send(lists_.get(), question)) return error;
    bool wanted = true;
    const error_code error = take_answers(lists_.get(), [&](const netlink_answer& message) {
        wanted = show(read_entry(message, v4));
        return wanted;
    });
    if (wanted) return error;
    lists_ = {};
    return system_error(ECANCELED);
}

unsigned rtnetlink::index_of(const std::string& interface) const {
    ifreq request{};
    std::strncpy(request.ifr_name, interface.c_str(), sizeof request.ifr_name - 1);
    return ::ioctl(questions_.get(), SIOCGIFINDEX, &request) == 0 ? static_cast<unsigned>(request.ifr_ifindex) : 0;
}

bool rtnetlink::has_interface(unsigned index) const {
    ifreq request{};
    request.ifr_ifindex = static_cast<int>(index);
    return ::ioctl(questions_.get(), SIOCGIFNAME, &request) == 0;
}

// No route at all, which is an error, does not end here either.
error_code rtnetlink::check_own_address(const address& address, unsigned interface) {
    if (address.is_unspecified()) return system_error(EADDRNOTAVAIL);  // though what is sent to it stays here
    for (const unsigned through : {0U, interface}) {
        const auto answer = ask({.destination = address, .interface = through});
        if (answer && answer->kind == route_kind::local) return {};
    }
    return system_error(EADDRNOTAVAIL);
}

boost::system::result<std::uint32_t> rtnetlink::mtu_of(unsigned interface) const {
    ifreq request{};
    request.ifr_ifindex = static_cast<int>(interface);
    if (::ioctl(questions_.get(), SIOCGIFNAME, &request) != 0) return last_error();
    if (::ioctl(questions_.get(), SIOCGIFMTU, &request) != 0) return last_error();
    return static_cast<std::uint32_t>(request.ifr_mtu);
}

}  // namespace tracerouter::net
