#include "net/linux/probe_socket.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <chrono>

namespace tracerouter::net {

namespace {

// To a socket without rights, an ICMP error that came meanwhile is reported once by the next send, which has nothing to
// do with it. So an error is believed only when it comes again and again; no such errors come as fast as this.
constexpr int attempts = 8;

bool raw(socket_kind kind) {
    return receives_only(kind) || kind == socket_kind::raw_send;
}

std::uint8_t protocol_of(socket_kind kind, family family) {
    if (kind == socket_kind::raw_tcp) return IPPROTO_TCP;
    if (kind == socket_kind::udp) return IPPROTO_UDP;
    return family == family::ipv4 ? std::uint8_t{IPPROTO_ICMP} : std::uint8_t{IPPROTO_ICMPV6};
}

// Raw IPv4 sockets give the IP header with the datagram.
std::optional<std::uint8_t> stripped_protocol(socket_kind kind, family family) {
    if (raw(kind) && family == family::ipv4) return std::nullopt;
    return protocol_of(kind, family);
}

datagram_sender::form form_of(socket_kind kind) {
    if (raw(kind)) return datagram_sender::form::whole;
    return kind == socket_kind::udp ? datagram_sender::form::payload : datagram_sender::form::message;
}

std::size_t stripped_from_quotes(socket_kind kind, family family) {
    return ip_header_size(family == family::ipv6) + (kind == socket_kind::udp ? udp_header_size : 0);
}

/// A datagram that has not left this host by now never will.
constexpr duration longest_queueing = std::chrono::seconds{1};

bool wants_dont_fragment(const datagram& item) {
    return item.ip.dont_fragment;
}

}  // namespace

probe_socket::probe_socket(int descriptor, socket_kind kind, family family, const egress_table& exits)
    : descriptor_(descriptor),
      kind_(kind),
      family_(family),
      errors_(descriptor, protocol_of(kind, family), stripped_from_quotes(kind, family)) {
    if (!receives_only(kind)) sender_.emplace(form_of(kind), exits);
    if (kind != socket_kind::raw_send) receiver_.emplace(stripped_protocol(kind, family));
}

send_report probe_socket::send(std::span<const datagram> batch) {
    use();
    const time_point began = clock::now();
    send_report total{.began = began};
    boost::system::error_code firewall;  // whose own errors come in between, if it rejects
    for (int failures = 0; total.sent < batch.size();) {
        const auto rest = alike(batch.subspan(total.sent));
        const send_report report = sender_->send(descriptor_, rest);
        if (stamped_) transmit_stamps_.note_sent(rest.first(report.sent), began);
        // Whether the kernel gave a number to the datagram that it stopped at is not known.
        if (stamped_ && report.sent < rest.size()) start_stamps_anew();
        total.sent += report.sent;
        total.blocked = report.blocked;
        if (report.blocked) break;
        failures = report.sent > 0 ? 0 : failures + 1;
        if (report.sent > 0) firewall = {};
        if (!report.refused) continue;
        if (report.refused == boost::system::errc::operation_not_permitted) firewall = report.refused;
        if (!raw(kind_) && failures < attempts) continue;
        total.refused = firewall ? firewall : report.refused;
        break;
    }
    total.ended = clock::now();
    return total;
}

// As many from the front as the socket takes with one setting, which it is given here, and with one call.
std::span<const datagram> probe_socket::alike(std::span<const datagram> batch) {
    batch = batch.first(std::min(batch.size(), datagram_sender::capacity));
    if (raw(kind_)) return batch;
    const bool wanted = wants_dont_fragment(batch.front());
    if (dont_fragment_ != wanted) set_dont_fragment(descriptor_, family_, wanted);
    dont_fragment_ = wanted;
    const auto other = std::ranges::find(batch, !wanted, wants_dont_fragment);
    return batch.first(static_cast<std::size_t>(other - batch.begin()));
}

void probe_socket::stamp_transmissions(bool by_kernel) {
    if (stamped_ == by_kernel) return;
    stamped_ = by_kernel;
    if (by_kernel) return start_stamps_anew();
    stop_transmit_stamps(descriptor_);
    strays_ = clock::now() + longest_queueing;
}

// The stamps that are already there belong to the old numbering.
void probe_socket::start_stamps_anew() {
    constexpr int reads = 16;  // of a queue that strangers may fill as fast
    for (int count = 0; count < reads && errors_.read(); ++count) {
    }
    errors_.give_stamps(clock_bridge{}, transmit_stamps_);
    transmit_stamps_.start_anew();
    restart_transmit_stamps(descriptor_);
}

// To a raw socket nothing comes there but stamps, and those only to the one that sends.
bool probe_socket::reads_errors() const {
    return !raw(kind_) || (sender_ && (stamped_ || strays_));
}

bool probe_socket::receive(clock_bridge& clocks, std::vector<sent_stamp>& stamps,
                           std::vector<received_datagram>& datagrams) {
    if (!listens() && !reads_errors()) return false;
    bool more = receiver_ && receiver_->receive(descriptor_);
    // After the datagrams: a probe was stamped before its answer came, so the stamp of every answer above is there.
    if (reads_errors() && errors_.read()) more = true;
    const time_point read_at = clocks.sample();
    errors_.give_stamps(clocks, transmit_stamps_);
    transmit_stamps_.collect(stamps);
    if (strays_ && read_at > *strays_) strays_.reset();
    errors_.append(clocks, read_at, datagrams);
    if (receiver_) receiver_->append(clocks, read_at, datagrams);
    return more;
}

}  // namespace tracerouter::net
