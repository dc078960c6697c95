#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "net/posix/socket_handle.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// Owns sockets and waits for them or a point in time, whichever comes first. The waits it asks of Asio outlive a
/// single wait of its user: what is still armed is used again, so that a wake-up costs as few system calls as possible.
///
/// Asio's operations share its ownership, so it may be let go at any time; stop() it then.
class waiter : public std::enable_shared_from_this<waiter> {
public:
    explicit waiter(const boost::asio::any_io_executor& executor);
    ~waiter();
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

    /// Takes a socket. \return its number, from 0
    std::size_t add(socket_handle socket);
    [[nodiscard]] int descriptor(std::size_t socket) {
        watched& one = sockets_[socket];
        return one.hushed ? *one.hushed : one.handle.native_handle();
    }
    /// Closes a socket and takes another in its place.
    void replace(std::size_t socket, socket_handle by);
    /// Whether something has arrived there since the last call, as far as a wait has told.
    [[nodiscard]] bool take_arrived(std::size_t socket) { return std::exchange(sockets_[socket].arrived, false); }
    /// From the next wait on, what arrives there ends a wait.
    void watch(std::size_t socket) { sockets_[socket].wanted = true; }

    /// Completes once: when a watched socket has something to read, when `writable` (if given) can be written to, or at
    /// `deadline`; now and then without a cause. One wait at a time.
    void async_wait(std::optional<std::size_t> writable, std::optional<time_point> deadline,
                    channel::wait_handler handler);
    /// What arrives ends a wait up to so much later: at the next time of that grid. For a while the socket is looked at
    /// at each of these times, and nothing tells of further arrivals: each of them would wake this process up.
    void let_lie(duration time) { lying_ = time; }
    /// Ends the wait, if there is one. Its handler is not called from within this function.
    void wake();
    /// Lets go of what is armed, so that an io_context with nothing else to do can return.
    void rest();
    /// Ends everything without completing; the handler is destroyed.
    void stop();
    /// Destroys the handler without calling it. For lifeline.
    void drop_handlers();

private:
    struct watched {
        socket_handle handle;
        bool wanted = false;
        bool readable = false;  // waited for
        bool writable = false;
        bool arrived = false;         // since it was asked for
        std::optional<int> hushed{};  // its descriptor, while Asio does not have it
        time_point hushed_until{};
    };

    void complete();
    void complete_later(watched& socket);
    void hush(watched& socket);
    void unhush(watched& socket);
    static void close(watched& socket);
    void await(std::size_t socket, std::optional<time_point>& deadline);
    void watch_readable(std::size_t socket);
    void watch_writable(std::size_t socket);
    void watch_time(time_point deadline);

    boost::asio::any_io_executor executor_;
    std::vector<watched> sockets_;
    boost::asio::steady_timer timer_;
    channel::wait_handler handler_;
    std::optional<time_point> time_watched_;
    duration lying_{};
};

}  // namespace tracerouter::net
