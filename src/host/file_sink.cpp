#include "host/file_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "base/last_error.hpp"

namespace tracerouter::host {

file_sink::file_sink() noexcept : file_{STDOUT_FILENO} {}

file_sink::file_sink(int file) noexcept : file_{file} {}

file_sink::~file_sink() {
    if (file_ != STDOUT_FILENO) ::close(file_);
}

boost::system::result<std::unique_ptr<file_sink>> file_sink::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) return last_error();
    return std::unique_ptr<file_sink>{new file_sink{file}};
}

boost::system::error_code file_sink::empty() {
    return length() == 0 || ::ftruncate(file_, 0) == 0 ? boost::system::error_code{} : last_error();
}

std::uint64_t file_sink::length() const noexcept {
    struct stat status {};
    const bool regular = ::fstat(file_, &status) == 0 && S_ISREG(status.st_mode);
    return regular ? static_cast<std::uint64_t>(status.st_size) : 0;
}

boost::system::error_code file_sink::keep(std::uint64_t size) {
    struct stat status {};
    if (::fstat(file_, &status) != 0) return last_error();
    if (!S_ISREG(status.st_mode)) return make_error_code(boost::system::errc::not_supported);
    const auto end = static_cast<off_t>(size);
    if (status.st_size < end) return make_error_code(boost::system::errc::result_out_of_range);
    return ::ftruncate(file_, end) == 0 && ::lseek(file_, end, SEEK_SET) == end ? boost::system::error_code{}
                                                                                : last_error();
}

std::uint64_t file_sink::size() const noexcept {
    return static_cast<std::uint64_t>(::lseek(file_, 0, SEEK_CUR));
}

boost::system::error_code file_sink::sync() {
    return ::fdatasync(file_) == 0 ? boost::system::error_code{} : last_error();
}

boost::system::error_code file_sink::write(std::string_view lines) {
    auto rest = lines;
    while (!rest.empty()) {
        const auto written = ::write(file_, rest.data(), rest.size());
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
            continue;
        }
        auto error = last_error();
        if (error == boost::system::errc::interrupted) continue;
        // Whoever started us may have made our output non-blocking.
        if (error == boost::system::errc::resource_unavailable_try_again) error = wait_until_writable();
        if (error) {
            take_back(lines.substr(0, lines.size() - rest.size()));
            return error;
        }
    }
    return {};
}

boost::system::error_code file_sink::wait_until_writable() const {
    pollfd wanted{.fd = file_, .events = POLLOUT, .revents = 0};
    const int ready = ::poll(&wanted, 1, -1);
    return ready < 0 && errno != EINTR ? last_error() : boost::system::error_code{};
}

/// Cuts off the beginning of a line that could not be finished, provided that we wrote last to that file.
void file_sink::take_back(std::string_view unfinished) const {
    const auto half = unfinished.size() - (unfinished.rfind('\n') + 1);
    struct stat status {};
    const bool regular = ::fstat(file_, &status) == 0 && S_ISREG(status.st_mode);
    if (half == 0 || !regular || ::lseek(file_, 0, SEEK_CUR) != status.st_size) return;
    // A half line that stays is all that can come of a failure here.
    static_cast<void>(::ftruncate(file_, status.st_size - static_cast<off_t>(half)) == 0);
}

bool file_sink::is_terminal() const noexcept {
    return ::isatty(file_) != 0;
}

std::size_t file_sink::terminal_width() const noexcept {
    winsize size{};
    return ::ioctl(file_, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace tracerouter::host
