#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/ip/icmp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>

#include "tracerouter/channel.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// Waits for a socket or a point in time, whichever comes first. The waits it asks of Asio outlive a single wait of
/// its user: what is still armed is used again, so that a wake-up costs as few system calls as possible.
///
/// Asio's operations share its ownership, so it may be let go at any time; stop() it then.
class waiter : public std::enable_shared_from_this<waiter> {
public:
    explicit waiter(boost::asio::ip::icmp::socket socket);

    [[nodiscard]] boost::asio::ip::icmp::socket& socket() { return socket_; }

    /// Completes once: when the socket has something to read, when it can be written to (if `writable`), or at
    /// `deadline`; now and then without a cause. One wait at a time.
    void async_wait(bool writable, std::optional<time_point> deadline, channel::wait_handler handler);
    /// Ends the wait, if there is one. Its handler is not called from within this function.
    void wake();
    /// Lets go of what is armed, so that an io_context with nothing else to do can return.
    void rest();
    /// Ends everything without completing; the handler is destroyed.
    void stop();

private:
    void complete();
    void watch_readable();
    void watch_writable();
    void watch_time(time_point deadline);

    boost::asio::ip::icmp::socket socket_;
    boost::asio::steady_timer timer_;
    channel::wait_handler handler_;
    bool readable_watched_ = false;
    bool writable_watched_ = false;
    std::optional<time_point> time_watched_;
};

}  // namespace tracerouter::net
