#include "net/posix/waiter.hpp"

#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <utility>

#include "net/lifeline.hpp"

namespace tracerouter::net {

using boost::system::error_code;

waiter::waiter(const boost::asio::any_io_executor& executor) : executor_(executor), timer_(executor) {}

std::size_t waiter::add(socket_handle socket) {
    sockets_.push_back({std::move(socket)});
    return sockets_.size() - 1;
}

void waiter::replace(std::size_t socket, socket_handle by) {
    watched& replaced = sockets_[socket];
    replaced.handle = std::move(by);
    replaced.readable = false;
    replaced.writable = false;
}

void waiter::async_wait(std::optional<std::size_t> writable, std::optional<time_point> deadline,
                        channel::wait_handler handler) {
    handler_.swap(handler);  // its move assignment is broken in Boost 1.81: it wraps the handler in itself
    for (std::size_t socket = 0; socket < sockets_.size(); ++socket) {
        if (sockets_[socket].wanted && !sockets_[socket].readable) watch_readable(socket);
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
void waiter::complete_later() {
    if (lying_ == duration::zero()) return complete();
    const time_point later = clock::now() + lying_;
    if (!time_watched_ || later < *time_watched_) watch_time(later);
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
    for (watched& socket : sockets_) socket.handle.close(ignored);
    timer_.cancel();
}

void waiter::drop_handlers() {
    const channel::wait_handler dropped(std::move(handler_));
}

void waiter::watch_readable(std::size_t socket) {
    sockets_[socket].readable = true;
    // Data in the error queue, transmit stamps that is, ends this wait too.
    sockets_[socket].handle.async_wait(socket_handle::wait_read,
                                       [line = lifeline(shared_from_this()), socket](error_code) mutable {
                                           const auto self = line.take();
                                           self->sockets_[socket].readable = false;
                                           self->sockets_[socket].arrived = true;
                                           self->complete_later();
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
