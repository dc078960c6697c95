#include "net/posix/waiter.hpp"

#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/grid.hpp"
#include "net/lifeline.hpp"

namespace tracerouter::net {

using boost::system::error_code;

namespace {

/// So many times in a row a socket is looked at before it is waited for again.
constexpr int looks_in_row = 5;

}  // namespace

waiter::waiter(const boost::asio::any_io_executor& executor) : executor_(executor), timer_(executor) {}

waiter::~waiter() {
    for (watched& socket : sockets_) close(socket);
}

std::size_t waiter::add(socket_handle socket) {
    sockets_.push_back({std::move(socket)});
    return sockets_.size() - 1;
}

void waiter::replace(std::size_t socket, socket_handle by) {
    watched& replaced = sockets_[socket];
    close(replaced);
    replaced.handle = std::move(by);
    replaced.readable = false;
    replaced.writable = false;
}

void waiter::async_wait(std::optional<std::size_t> writable, std::optional<time_point> deadline,
                        channel::wait_handler handler) {
    handler_.swap(handler);  // its move assignment is broken in Boost 1.81: it wraps the handler in itself
    if (writable) unhush(sockets_[*writable]);
    for (std::size_t socket = 0; socket < sockets_.size(); ++socket) {
        if (sockets_[socket].wanted && !sockets_[socket].readable) await(socket, deadline);
    }
    if (writable && !sockets_[*writable].writable) watch_writable(*writable);
    // A timer that goes off too early is harmless and cheaper than setting it anew.
    if (deadline && (!time_watched_ || *deadline < *time_watched_)) watch_time(*deadline);
}

void waiter::wake() {
    if (handler_) boost::asio::post(executor_, std::move(handler_));
}

void waiter::complete() {
    if (!handler_) return;
    channel::wait_handler handler(std::move(handler_));  // which leaves none: the next wait may begin in it
    std::move(handler)();
}

// What else arrives until then is found by the same look.
void waiter::complete_later(watched& socket) {
    if (lying_ == duration::zero()) return complete();
    hush(socket);
    const time_point later = on_grid(clock::now(), lying_);
    if (!time_watched_ || later < *time_watched_) watch_time(later);
}

// Asio's epoll wakes up for every datagram, whether somebody waits for it or not.
void waiter::hush(watched& socket) {
    if (socket.writable) return;
    socket.hushed = socket.handle.release();
    socket.hushed_until = clock::now() + looks_in_row * lying_;
}

void waiter::unhush(watched& socket) {
    if (socket.hushed) socket.handle.assign(*std::exchange(socket.hushed, std::nullopt));
}

void waiter::close(watched& socket) {
    if (const auto descriptor = std::exchange(socket.hushed, std::nullopt)) ::close(*descriptor);
}

// A hushed socket may have something at the next look, which nobody tells.
void waiter::await(std::size_t socket, std::optional<time_point>& deadline) {
    watched& one = sockets_[socket];
    const time_point now = one.hushed ? clock::now() : time_point{};
    if (!one.hushed || lying_ == duration::zero() || now >= one.hushed_until) {
        unhush(one);
        return watch_readable(socket);
    }
    one.arrived = true;
    const time_point look = on_grid(now + duration{1}, lying_);
    deadline = std::min(deadline.value_or(look), look);
}

void waiter::rest() {
    error_code ignored;
    for (watched& socket : sockets_) socket.handle.cancel(ignored);
    timer_.cancel();
    time_watched_.reset();
}

void waiter::stop() {
    handler_ = nullptr;
    error_code ignored;
    for (watched& socket : sockets_) {
        close(socket);
        socket.handle.close(ignored);
    }
    timer_.cancel();
}

void waiter::drop_handlers() {
    const channel::wait_handler dropped(std::move(handler_));
}

void waiter::watch_readable(std::size_t socket) {
    sockets_[socket].readable = true;
    // Data in the error queue, transmit stamps that is, ends this wait too.
    sockets_[socket].handle.async_wait(socket_handle::wait_read,
                                       [line = lifeline(shared_from_this()), socket](error_code error) mutable {
                                           const auto self = line.take();
                                           watched& told = self->sockets_[socket];
                                           told.readable = false;
                                           told.arrived = true;
                                           error ? self->complete() : self->complete_later(told);
                                       });
}

void waiter::watch_writable(std::size_t socket) {
    sockets_[socket].writable = true;
    sockets_[socket].handle.async_wait(socket_handle::wait_write,
                                       [line = lifeline(shared_from_this()), socket](error_code) mutable {
                                           const auto self = line.take();
                                           self->sockets_[socket].writable = false;
                                           self->complete();
                                       });
}

void waiter::watch_time(time_point deadline) {
    time_watched_ = deadline;
    timer_.expires_at(std::chrono::time_point_cast<clock::duration>(deadline));
    timer_.async_wait([line = lifeline(shared_from_this())](error_code error) mutable {
        const auto self = line.take();
        if (error) return;  // set anew, or stopped
        self->time_watched_.reset();
        self->complete();
    });
}

}  // namespace tracerouter::net
