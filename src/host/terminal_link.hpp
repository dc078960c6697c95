#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "host/live_terminal.hpp"

namespace tracerouter::host {

/// What a terminal tells a view.
struct terminal_events {
    std::function<void(std::string_view)> typed{};  ///< these octets
    std::function<void()> changed{};                ///< its size may have changed, or it shows nothing of ours any more
    std::function<void()> gone{};                   ///< it is not there any more
};

/// Reads and writes a live_terminal on an event loop, and takes care of job control: control and Z, and SIGTSTP, stop
/// the process with its terminal given back. Pictures are written one at a time, so that a slow line makes fewer of
/// them and not a queue.
class terminal_link {
public:
    /// The terminal must be open, and outlive this. This must outlive the last call of the loop's handlers: call
    /// leave(), and let the loop end before it goes.
    terminal_link(boost::asio::io_context& context, live_terminal& terminal);
    ~terminal_link() { leave(); }
    terminal_link(const terminal_link&) = delete;
    terminal_link& operator=(const terminal_link&) = delete;

    /// Takes the terminal and listens to it. Not to be called again.
    boost::system::error_code enter(terminal_events events);

    /// Ends what is going on and gives the terminal back.
    void leave() noexcept;

    /// Whether a picture can be shown now: not while the one before is being written, nor without the terminal.
    [[nodiscard]] bool is_ready() const noexcept { return writing_.empty() && terminal_.is_entered(); }

    /// Writes a picture. Only if is_ready().
    void show(std::string octets);

    /// What control and Z do: stops this process until it is continued.
    void suspend();

private:
    void read();
    void write();
    void wait_for_signal();
    void obey(int signal);
    void take_again();

    live_terminal& terminal_;
    boost::asio::posix::stream_descriptor stream_;
    boost::asio::signal_set signals_;
    terminal_events events_;
    std::array<char, 256> typed_{};
    std::string writing_;
    bool left_ = false;
};

}  // namespace tracerouter::host
