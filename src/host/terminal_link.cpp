#include "host/terminal_link.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include <fcntl.h>

#include <csignal>
#include <cstddef>
#include <utility>

namespace tracerouter::host {

// The stream closes its descriptor: it gets one of its own. Both share their flags, and no one else does.
terminal_link::terminal_link(boost::asio::io_context& context, live_terminal& terminal)
    : terminal_{terminal}, stream_{context}, signals_{context} {
    boost::system::error_code error;
    const int own = ::fcntl(terminal.descriptor(), F_DUPFD_CLOEXEC, 0);
    if (own >= 0) static_cast<void>(stream_.assign(own, error));
    stream_.non_blocking(true, error);
}

boost::system::error_code terminal_link::enter(terminal_events events) {
    if (!stream_.is_open()) return make_error_code(boost::asio::error::bad_descriptor);
    if (const auto error = terminal_.enter()) return error;
    events_ = std::move(events);
    for (const int number : {SIGWINCH, SIGTSTP, SIGCONT}) signals_.add(number);
    wait_for_signal();
    read();
    return {};
}

void terminal_link::leave() noexcept {
    if (std::exchange(left_, true)) return;
    boost::system::error_code nothing_to_do_about_it;
    stream_.cancel(nothing_to_do_about_it);
    signals_.cancel(nothing_to_do_about_it);
    signals_.clear(nothing_to_do_about_it);
    terminal_.leave();
}

void terminal_link::show(std::string octets) {
    writing_ = std::move(octets);
    if (!writing_.empty()) write();
}

void terminal_link::write() {
    boost::asio::async_write(stream_, boost::asio::buffer(writing_),
                             [this](boost::system::error_code error, std::size_t) {
                                 if (error == boost::asio::error::operation_aborted && left_) return;
                                 writing_.clear();
                             });
}

void terminal_link::read() {
    stream_.async_read_some(boost::asio::buffer(typed_), [this](boost::system::error_code error, std::size_t size) {
        if (left_) return;
        if (!error) events_.typed({typed_.data(), size});
        if (left_) return;
        // Whoever suspends the view cancels what is read.
        if (!error || error == boost::asio::error::operation_aborted) return read();
        events_.gone();
    });
}

void terminal_link::wait_for_signal() {
    signals_.async_wait([this](boost::system::error_code error, int number) {
        if (error || left_) return;
        obey(number);
        if (!left_) wait_for_signal();
    });
}

void terminal_link::obey(int signal) {
    if (signal == SIGTSTP) return suspend();
    if (signal == SIGCONT) return take_again();
    events_.changed();
}

// What is left of a picture must not be written into the shell's line.
void terminal_link::suspend() {
    boost::system::error_code nothing_to_do_about_it;
    stream_.cancel(nothing_to_do_about_it);
    terminal_.suspend();
    take_again();
}

// In the background it fails, and the shell says so when that ends (SIGCONT).
void terminal_link::take_again() {
    if (!terminal_.resume()) events_.changed();
}

}  // namespace tracerouter::host
