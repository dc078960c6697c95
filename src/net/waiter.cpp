#include "net/waiter.hpp"

#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <utility>

namespace tracerouter::net {

using boost::system::error_code;
using socket_type = boost::asio::ip::icmp::socket;

waiter::waiter(socket_type socket) : socket_(std::move(socket)), timer_(socket_.get_executor()) {}

void waiter::async_wait(bool writable, std::optional<time_point> deadline, channel::wait_handler handler) {
    handler_.swap(handler);  // its move assignment is broken in Boost 1.81: it wraps the handler in itself
    if (!readable_watched_) watch_readable();
    if (writable && !writable_watched_) watch_writable();
    // A timer that goes off too early is harmless and cheaper than setting it anew.
    if (deadline && (!time_watched_ || *deadline < *time_watched_)) watch_time(*deadline);
}

void waiter::wake() {
    if (handler_) boost::asio::post(socket_.get_executor(), std::move(handler_));
}

void waiter::complete() {
    if (!handler_) return;
    channel::wait_handler handler(std::move(handler_));  // which leaves none: the next wait may begin in it
    std::move(handler)();
}

void waiter::rest() {
    error_code ignored;
    socket_.cancel(ignored);
    timer_.cancel();
    time_watched_.reset();
}

void waiter::stop() {
    handler_ = nullptr;
    error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
}

void waiter::watch_readable() {
    readable_watched_ = true;
    // Data in the error queue, transmit stamps that is, ends this wait too.
    socket_.async_wait(socket_type::wait_read, [self = shared_from_this()](error_code) {
        self->readable_watched_ = false;
        self->complete();
    });
}

void waiter::watch_writable() {
    writable_watched_ = true;
    socket_.async_wait(socket_type::wait_write, [self = shared_from_this()](error_code) {
        self->writable_watched_ = false;
        self->complete();
    });
}

void waiter::watch_time(time_point deadline) {
    time_watched_ = deadline;
    timer_.expires_at(std::chrono::time_point_cast<clock::duration>(deadline));
    timer_.async_wait([self = shared_from_this()](error_code error) {
        if (error) return;  // set anew, or stopped
        self->time_watched_.reset();
        self->complete();
    });
}

}  // namespace tracerouter::net
