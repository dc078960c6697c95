#include "net/linux/socket_channel.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "net/linux/sockets.hpp"
#include "net/posix/socket_calls.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::net {

using boost::asio::any_io_executor;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

/// A device queue of a thousand small packets has room again after this time even on slow links.
constexpr duration congestion_pause = 1ms;

bool has(std::span<const protocol> protocols, protocol wanted) {
    return std::ranges::find(protocols, wanted) != protocols.end();
}

}  // namespace

boost::system::result<std::unique_ptr<channel>> socket_channel::open_raw(const any_io_executor& executor,
                                                                         std::span<const protocol> protocols,
                                                                         const socket_options& options) {
    std::unique_ptr<socket_channel> opened{new socket_channel(executor, options, true)};
    error_code error = opened->open_both(socket_kind::raw_send);
    if (!error) error = opened->open_both(socket_kind::raw_icmp);
    if (!error && has(protocols, protocol::tcp)) error = opened->open_both(socket_kind::raw_tcp);
    if (!error) error = opened->open_routes();
    if (error) return error;
    if (options.bulk) opened->open_ring();
    if (options.fast_path) error = opened->open_fast_path();
    if (error) return error;
    return opened;
}

boost::system::result<std::unique_ptr<channel>> socket_channel::open_unprivileged(const any_io_executor& executor,
                                                                                  std::span<const protocol> protocols,
                                                                                  const socket_options& options) {
    std::unique_ptr<socket_channel> opened{new socket_channel(executor, options, false)};
    error_code error = has(protocols, protocol::tcp) ? errc::missing_rights : error_code{};
    if (!error && has(protocols, protocol::icmp)) error = opened->open_both(socket_kind::ping);
    if (!error && has(protocols, protocol::udp)) error = opened->open_both(socket_kind::udp);
    if (!error) error = opened->open_routes();
    if (error) return error;
    return opened;
}

socket_channel::socket_channel(const any_io_executor& executor, const socket_options& options, bool raw)
    : executor_(executor), options_(options), raw_(raw), waiter_(std::make_shared<waiter>(executor)) {}

socket_channel::~socket_channel() {
    waiter_->stop();
}

error_code socket_channel::open_both(socket_kind kind) {
    const error_code v4 = open(kind, family::ipv4, options_);
    const error_code v6 = open(kind, family::ipv6, options_);
    // A host may have one family only, and a sandbox may let us have but one.
    if (v4 && v6) return v4.value() == EAFNOSUPPORT ? v6 : v4;
    const error_code missing = v4 ? v4 : v6;
    const bool refused =
        missing.value() == EAFNOSUPPORT || missing == errc::missing_rights || missing == errc::ping_sockets_closed;
    return refused ? error_code{} : missing;
}

error_code socket_channel::open(socket_kind kind, family family, const socket_options& options) {
    auto socket = open_socket(executor_, kind, family, options);
    if (!socket) return socket.error();
    auto made = make_opened(*std::move(socket), kind, family);
    if (!made) return made.error();
    at(kind, family) = *std::move(made);
    return {};
}

boost::system::result<socket_channel::opened_socket_pointer> socket_channel::make_opened(socket_handle socket,
                                                                                         socket_kind kind,
                                                                                         family family) {
    const int descriptor = socket.native_handle();
    std::optional<std::uint16_t> identifier;
    if (!raw_) {
        const auto number = local_number(descriptor);
        if (!number) return number.error();
        identifier = *number;
    }
    const std::size_t number = watch(std::move(socket), at(kind, family));
    return opened_socket_pointer{new opened_socket{probe_socket{descriptor, kind, family, exits_}, number, identifier}};
}

// In the place of the socket of `before`, if there was one.
std::size_t socket_channel::watch(socket_handle socket, const opened_socket_pointer& before) {
    if (!before) return waiter_->add(std::move(socket));
    waiter_->replace(before->number, std::move(socket));
    return before->number;
}

error_code socket_channel::open_fast_path() {
    auto opened = fast_path::open(options_, exits_, *routes_);
    if (!opened) return opened.error();
    fast_path_.emplace(*std::move(opened));
    return {};
}

// Without it all works, at a higher cost.
void socket_channel::open_ring() {
    const opened_socket_pointer& replaced = at(socket_kind::raw_icmp, family::ipv4);
    if (!replaced) return;
    auto ring = packet_ring::open();
    if (!ring) return no_ring(ring.error());
    const auto awaited = duplicate(ring->descriptor());
    if (!awaited) return no_ring(awaited.error());
    if (const error_code error = deafen(waiter_->descriptor(replaced->number))) return no_ring(error);
    ring_.emplace(ring_line{*std::move(ring), waiter_->add(socket_handle(executor_, *awaited))});
}

void socket_channel::no_ring(error_code reason) const {
    if (options_.log)
        options_.log(log_level::debug, "answers are read from sockets, not from a ring: " + reason.message());
}

error_code socket_channel::start_ring() {
    if (ring_->ring.started()) return {};
    waiter_->watch(ring_->number);
    return ring_->ring.start();
}

socket_kind socket_channel::kind_for(protocol protocol) const {
    if (raw_) return socket_kind::raw_send;
    return protocol == protocol::udp ? socket_kind::udp : socket_kind::ping;
}

socket_channel::opened_socket& socket_channel::socket_for(const datagram& item) {
    const family family = item.destination.is_v4() ? family::ipv4 : family::ipv6;
    const bool udp = !raw_ && item.ip.protocol == IPPROTO_UDP;
    return *at(kind_for(udp ? protocol::udp : protocol::icmp), family);
}

void socket_channel::use(opened_socket& wanted) {
    wanted.socket.use();
    if (wanted.socket.listens()) waiter_->watch(wanted.number);
}

send_report socket_channel::send(std::span<const datagram> batch) {
    send_report total{.began = now()};
    if (batch.empty()) return total;
    blocked_ = nullptr;
    ring_blocked_ = false;
    while (total.sent < batch.size()) {
        const auto rest = batch.subspan(total.sent);
        const send_report report = fast_path_ ? send_by_either(rest, total.began) : send_by_socket(rest);
        total.sent += report.sent;
        total.ended = report.ended;
        total.refused = report.refused;
        total.blocked = report.blocked;
        if (report.refused || report.blocked) break;
    }
    return total;
}

// As many from the front as leave by one socket.
send_report socket_channel::send_by_socket(std::span<const datagram> batch) {
    opened_socket& first = socket_for(batch.front());
    const auto end =
        std::find_if(batch.begin(), batch.end(), [&](const datagram& item) { return &socket_for(item) != &first; });
    use(first);
    const send_report report = first.socket.send(batch.first(static_cast<std::size_t>(end - batch.begin())));
    blocked_ = report.blocked ? &first : nullptr;
    return report;
}

// A firewall keeps back what is sent for the kernel's sake, too; that probe takes the way of the others.
send_report socket_channel::send_by_either(std::span<const datagram> batch, time_point now) {
    const fast_path::share share = fast_path_->front(batch, now);
    const auto some = batch.first(share.count);
    send_report report = share.fast ? fast_path_->send(some) : send_by_socket(some);
    const bool kept_back = !share.fast && report.refused == boost::system::errc::operation_not_permitted;
    if (kept_back && report.sent == 0 && fast_path_->carries(batch.front())) {
        report = fast_path_->send(batch.first(1));
        ring_blocked_ = report.blocked;
    } else if (share.fast) {
        ring_blocked_ = report.blocked;
    }
    return report;
}

void socket_channel::stamp_transmissions(bool by_kernel) {
    for (const opened_socket_pointer& one : opened_) {
        if (one) one->socket.stamp_transmissions(by_kernel);
    }
    if (fast_path_) fast_path_->stamp_transmissions(by_kernel);
}

arrivals socket_channel::receive() {
    stamps_.clear();
    datagrams_.clear();
    arrivals found;
    // Before the stamps of what they answer, which opened_ gives.
    const std::size_t from_ring = ring_ ? ring_->ring.receive() : 0;
    for (const opened_socket_pointer& one : opened_) {
        if (!one || !one->socket.in_use()) continue;
        found.more = one->socket.receive(clocks_, stamps_, datagrams_) || found.more;
        found.drops += one->socket.take_drops();
    }
    if (fast_path_) fast_path_->take_stamps(clocks_, stamps_);
    if (from_ring > 0) {
        ring_->ring.append(clocks_, clocks_.sample(), datagrams_);
        found.more = from_ring == packet_ring::capacity || found.more;
        found.drops += ring_->ring.take_drops();
    }
    found.stamps = stamps_;
    found.datagrams = datagrams_;
    const auto by_kernel = [](const received_datagram& one) { return one.source == stamp_source::kernel; };
    if (!datagrams_.empty()) stamped_ = std::ranges::all_of(datagrams_, by_kernel);
    return found;
}

void socket_channel::async_wait(bool writable, std::optional<time_point> deadline, wait_handler handler) {
    if (ring_) ring_->ring.hand_back();  // what is not handed back would end the wait
    std::optional<std::size_t> awaited;
    if (writable && (ring_blocked_ || (blocked_ && blocked_->socket.congested()))) {
        const time_point retry_at = now() + congestion_pause;
        deadline = std::min(deadline.value_or(retry_at), retry_at);
    } else if (writable && blocked_) {
        awaited = blocked_->number;
    }
    waiter_->let_lie(stamped_ ? most_lying_ : duration::zero());
    waiter_->async_wait(awaited, deadline, std::move(handler));
}

}  // namespace tracerouter::net
