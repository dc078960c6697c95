#include "host/live_terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include "base/last_error.hpp"

namespace tracerouter::host {
namespace {

// ECMA-48, and private modes of xterm: 1049 second screen, 25 cursor, 7 wrapping at the right edge, 2026 synchronized
// update. CAN ends a sequence that was written in part.
constexpr std::string_view take_screen = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J";
constexpr std::string_view give_screen_back = "\x18\x1b[?2026l\x1b[m\x1b[?7h\x1b[?25h\x1b[?1049l";

/// What ends a process that has not asked for it, and can be seen before. All of them are left to whoever takes them.
constexpr std::array ending_signals{SIGABRT, SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
                                    SIGQUIT, SIGINT,  SIGTERM, SIGHUP, SIGPIPE};

/// The terminal that is taken, where a signal handler finds it.
struct taken_terminal {
    std::atomic<int> descriptor{-1};  ///< written behind the modes; -1: none
    termios modes{};                  ///< as they were
};
static_assert(std::atomic<int>::is_always_lock_free);

taken_terminal taken;

// A terminal that takes nothing for so long never will.
void write_all(int descriptor, std::string_view octets) noexcept {
    constexpr int most_milliseconds = 200;
    while (!octets.empty()) {
        const auto written = ::write(descriptor, octets.data(), octets.size());
        if (written > 0) {
            octets.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            pollfd ready{.fd = descriptor, .events = POLLOUT, .revents = 0};
            if (::poll(&ready, 1, most_milliseconds) <= 0) return;
        } else if (errno != EINTR) {
            return;
        }
    }
}

/// Who changes modes from the background is stopped, unless this signal is blocked.
class background_is_free {
public:
    background_is_free() noexcept {
        sigset_t stopping;
        sigemptyset(&stopping);
        sigaddset(&stopping, SIGTTOU);
        ::pthread_sigmask(SIG_BLOCK, &stopping, &before_);
    }
    ~background_is_free() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    background_is_free(const background_is_free&) = delete;
    background_is_free& operator=(const background_is_free&) = delete;

private:
    sigset_t before_{};
};

// By the time that this runs, the default action is back (SA_RESETHAND).
extern "C" void end_by_signal(int number) {
    restore_terminal();
    std::raise(number);
}

void watch_ends() noexcept {
    static const bool at_exit = std::atexit(restore_terminal) == 0;
    static_cast<void>(at_exit);
    for (const int number : ending_signals) {
        struct sigaction action {};
        if (::sigaction(number, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) continue;
        action.sa_handler = end_by_signal;
        action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
        ::sigaction(number, &action, nullptr);
    }
}

void stop_watching() noexcept {
    for (const int number : ending_signals) {
        struct sigaction action {};
        if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler == end_by_signal)
            static_cast<void>(std::signal(number, SIG_DFL));
    }
}

/// Keys one by one, as they are: no line, no echo, no new line for a return, no stop by control and S.
termios modes_of_view(termios modes) noexcept {
    modes.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ECHONL | IEXTEN);
    modes.c_iflag &= ~static_cast<tcflag_t>(ICRNL | INLCR | IGNCR | ISTRIP | IXON);
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    return modes;
}

boost::system::error_code set_modes(int descriptor, const termios& modes) noexcept {
    return ::tcsetattr(descriptor, TCSANOW, &modes) == 0 ? boost::system::error_code{} : last_error();
}

bool is_in_foreground(int descriptor) noexcept {
    return ::tcgetpgrp(descriptor) == ::getpgrp();
}

}  // namespace

boost::system::error_code live_terminal::open() {
    terminal_ = net::file_descriptor{::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)};
    return terminal_.is_open() ? boost::system::error_code{} : last_error();
}

boost::system::error_code live_terminal::enter() {
    if (entered_) return {};
    if (!terminal_.is_open()) return system_error(ENOTTY);
    if (!is_in_foreground(terminal_.get())) return system_error(EIO);
    if (taken.descriptor.load() >= 0) return system_error(EBUSY);
    if (::tcgetattr(terminal_.get(), &taken.modes) != 0) return last_error();
    taken.descriptor.store(terminal_.get());
    watch_ends();
    entered_ = true;
    if (const auto error = set_modes(terminal_.get(), modes_of_view(taken.modes))) {
        leave();
        return error;
    }
    write_all(terminal_.get(), take_screen);
    return {};
}

void live_terminal::leave() noexcept {
    if (!entered_) return;
    entered_ = false;
    restore_terminal();
    stop_watching();
}

// raise() sends the signal to this thread, which is stopped before the call returns.
void live_terminal::suspend() noexcept {
    leave();
    struct sigaction by_default {};
    struct sigaction before {};
    by_default.sa_handler = SIG_DFL;
    ::sigaction(SIGTSTP, &by_default, &before);
    std::raise(SIGTSTP);
    ::sigaction(SIGTSTP, &before, nullptr);
}

boost::system::error_code live_terminal::resume() {
    if (!entered_) return enter();
    if (!is_in_foreground(terminal_.get())) return system_error(EIO);
    if (const auto error = set_modes(terminal_.get(), modes_of_view(taken.modes))) return error;
    write_all(terminal_.get(), take_screen);
    return {};
}

std::optional<terminal_size> live_terminal::size() const noexcept {
    winsize found{};
    const bool told = ::ioctl(terminal_.get(), TIOCGWINSZ, &found) == 0 && found.ws_col > 0 && found.ws_row > 0;
    return told ? std::optional{terminal_size{found.ws_col, found.ws_row}} : std::nullopt;
}

void restore_terminal() noexcept {
    const int descriptor = taken.descriptor.exchange(-1);
    if (descriptor < 0) return;
    const int error = errno;
    const background_is_free free;
    write_all(descriptor, give_screen_back);
    ::tcsetattr(descriptor, TCSANOW, &taken.modes);
    errno = error;
}

}  // namespace tracerouter::host
