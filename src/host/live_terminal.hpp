#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <optional>

#include "net/posix/file_descriptor.hpp"

namespace tracerouter::host {

/// Columns and rows.
struct terminal_size {
    std::size_t columns = 0;
    std::size_t rows = 0;

    friend bool operator==(const terminal_size&, const terminal_size&) = default;
};

/// The terminal that this process is controlled by, for a view that fills it: keys come at once and are not echoed,
/// signals of the keyboard (control and C, control and Z) stay, the cursor is hidden, and a second screen covers what
/// was there before. However the program ends, except by SIGKILL, the terminal gets its modes and its screen back:
///
/// 1. leave() and the destructor;
/// 2. std::exit();
/// 3. signals that end the program while their action is the default one: those of crashes, SIGABRT, SIGQUIT, and
///    SIGINT, SIGTERM, SIGHUP and SIGPIPE where no one else takes them when the view begins;
/// 4. what ends in host/last_resort, which calls restore_terminal().
///
/// It is opened anew by its name, /dev/tty. Not so a copy of standard input by dup(): that would share its status
/// flags, and O_NONBLOCK would stay when the shell reads again. And standard input may be a list of targets.
class live_terminal {
public:
    live_terminal() = default;
    ~live_terminal() { leave(); }
    live_terminal(const live_terminal&) = delete;
    live_terminal& operator=(const live_terminal&) = delete;

    /// To be called before the jail: it opens no file any more.
    boost::system::error_code open();

    /// Takes the terminal. Only one may be taken at a time. An error if the process is in the background: it would be
    /// stopped.
    boost::system::error_code enter();

    /// Gives it back; nothing if it was not taken. Pictures that have been written in part do no harm.
    void leave() noexcept;

    /// Gives the terminal back and stops this process as the default action of SIGTSTP does. Returns when it goes on
    /// (SIGCONT). Call resume() then, and draw everything.
    void suspend() noexcept;

    /// Takes the terminal again, after suspend(), and after somebody else stopped the process by SIGSTOP and the shell
    /// has changed the modes. An error in the background: try again at the next SIGCONT.
    boost::system::error_code resume();

    [[nodiscard]] bool is_entered() const noexcept { return entered_; }

    /// For reading keys and writing pictures, with the flags that the reader likes: no other process shares them.
    [[nodiscard]] int descriptor() const noexcept { return terminal_.get(); }

    /// Absent: the terminal does not say.
    [[nodiscard]] std::optional<terminal_size> size() const noexcept;

private:
    net::file_descriptor terminal_{-1};
    bool entered_ = false;
};

/// Gives back the terminal that a live_terminal has taken, if there is one. May be called anywhere, in signal handlers
/// too, and again.
void restore_terminal() noexcept;

}  // namespace tracerouter::host
