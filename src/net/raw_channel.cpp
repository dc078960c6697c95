#include "net/raw_channel.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "net/icmp_socket.hpp"

namespace tracerouter::net {

using namespace std::chrono_literals;

namespace {

/// A device queue of a thousand small packets has room again after this time even on slow links.
constexpr duration congestion_pause = 1ms;

}  // namespace

boost::system::result<std::unique_ptr<channel>> raw_channel::open(const boost::asio::any_io_executor& executor,
                                                                  const socket_options& options) {
    auto socket = open_icmp_socket(executor, options);
    if (!socket) return socket.error();
    auto routes = route_finder::open(executor, options);
    if (!routes) return routes.error();
    return std::unique_ptr<channel>(new raw_channel(std::move(*socket), std::move(*routes)));
}

raw_channel::raw_channel(boost::asio::ip::icmp::socket socket, route_finder routes)
    : waiter_(std::make_shared<waiter>(std::move(socket))),
      routes_(std::move(routes)),
      transmit_stamps_(descriptor()) {}

raw_channel::~raw_channel() {
    waiter_->stop();
}

boost::system::result<boost::asio::ip::address> raw_channel::source_for(const boost::asio::ip::address& destination) {
    return routes_.source_for(destination);
}

send_report raw_channel::send(std::span<const datagram> batch) {
    const time_point began = now();
    send_report report = sender_.send(descriptor(), batch);
    report.at = began;
    transmit_stamps_.note_sent(batch.first(report.sent), began);
    if (report.refused) {
        clocks_.sample();
        transmit_stamps_.note_refused(clocks_);
    }
    return report;
}

arrivals raw_channel::receive() {
    stamps_.clear();
    datagrams_.clear();
    const std::size_t count = receiver_.receive(descriptor());
    // After the datagrams: a probe was stamped before its answer came, so the stamp of every answer above is there.
    const time_point read_at = clocks_.sample();
    transmit_stamps_.collect(clocks_, stamps_);
    receiver_.append(clocks_, read_at, datagrams_);
    return {.stamps = stamps_,
            .datagrams = datagrams_,
            .drops = receiver_.take_drops(),
            .more = count == datagram_receiver::capacity};
}

void raw_channel::async_wait(bool writable, std::optional<time_point> deadline, wait_handler handler) {
    if (writable && sender_.congested()) {
        const time_point retry_at = now() + congestion_pause;
        deadline = std::min(deadline.value_or(retry_at), retry_at);
        writable = false;
    }
    waiter_->async_wait(writable, deadline, std::move(handler));
}

}  // namespace tracerouter::net
