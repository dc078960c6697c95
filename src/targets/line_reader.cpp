#include "targets/line_reader.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "base/last_error.hpp"
#include "targets/error.hpp"

namespace tracerouter::targets {
namespace {

constexpr std::size_t block_size = 65536;
constexpr std::size_t endless = std::size_t{16} << 20;  ///< octets of a line that will not end

}  // namespace

boost::system::result<line_reader> line_reader::open(const boost::asio::any_io_executor& executor,
                                                     const std::string& path) {
    const bool standard_input = path == "-";
    const int file = standard_input ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)  // a copy, because ours is closed
                                    : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return last_error();
    boost::asio::posix::stream_descriptor input{executor, file};
    struct stat status {};
    if (::fstat(file, &status) != 0) return last_error();
    if (S_ISDIR(status.st_mode)) return make_error_code(boost::system::errc::is_a_directory);
    line_reader reader{std::move(input), standard_input ? "standard input" : path};
    if (S_ISREG(status.st_mode)) reader.size_ = static_cast<std::uint64_t>(status.st_size);
    return reader;
}

line_reader::line_reader(boost::asio::posix::stream_descriptor input, std::string name)
    : input_{std::move(input)}, name_{std::move(name)} {}

line_reader::outcome line_reader::next() {
    for (;;) {
        line taken;
        if (take_line(taken)) return taken;
        if (ended_) return position_ < buffer_.size() || dropped_ > 0 ? outcome{take_rest()} : outcome{state::end};
        if (!readable()) return state::waiting;
        if (const auto error = read_block()) return error;
    }
}

boost::system::error_code line_reader::read_all(const std::function<void(std::string_view block)>& take) const {
    std::string block(block_size, '\0');
    for (off_t offset = 0;;) {
        const auto received = ::pread(input_.native_handle(), block.data(), block.size(), offset);
        if (received < 0) return last_error();
        if (received == 0) return {};
        take(std::string_view{block}.substr(0, static_cast<std::size_t>(received)));
        offset += received;
    }
}

bool line_reader::take_line(line& taken) {
    const auto end = buffer_.find('\n', position_);
    if (end == std::string::npos) return false;
    taken = made_of(std::string_view{buffer_}.substr(position_, end - position_));
    position_ = end + 1;
    return true;
}

/// The last line of a file that does not end with a line feed.
line_reader::line line_reader::take_rest() {
    const auto rest = std::string_view{buffer_}.substr(position_);
    position_ = buffer_.size();
    return made_of(rest);
}

line_reader::line line_reader::made_of(std::string_view text) {
    const bool too_long = std::exchange(dropped_, 0) > 0 || text.size() > max_line_length;
    return {.number = ++lines_, .text = too_long ? std::string_view{} : text, .too_long = too_long};
}

/// Files always are; pipes and terminals when there is something to read, the end included.
bool line_reader::readable() {
    pollfd wanted{.fd = input_.native_handle(), .events = POLLIN, .revents = 0};
    return ::poll(&wanted, 1, 0) != 0;
}

boost::system::error_code line_reader::read_block() {
    buffer_.erase(0, std::exchange(position_, 0));
    if (buffer_.size() > max_line_length) {
        dropped_ += buffer_.size();
        buffer_.clear();
    }
    if (dropped_ > endless) return make_error_code(errc::line_too_long);
    const auto kept = buffer_.size();
    buffer_.resize(kept + block_size);
    const auto received = ::read(input_.native_handle(), buffer_.data() + kept, block_size);
    const auto error = received < 0 ? last_error() : boost::system::error_code{};
    buffer_.resize(kept + (received > 0 ? static_cast<std::size_t>(received) : 0));
    received_ += received > 0 ? static_cast<std::uint64_t>(received) : 0;
    ended_ = received <= 0 && error != boost::system::errc::interrupted;
    return error == boost::system::errc::interrupted ? boost::system::error_code{} : error;
}

void line_reader::async_wait(boost::asio::any_completion_handler<void(boost::system::error_code)> handler) {
    // Asio makes what it waits for non-blocking, and standard input is shared with the shell we were started from.
    const int flags = ::fcntl(input_.native_handle(), F_GETFL);
    input_.async_wait(boost::asio::posix::stream_descriptor::wait_read, std::move(handler));
    ::fcntl(input_.native_handle(), F_SETFL, flags);
}

void line_reader::cancel() {
    boost::system::error_code nothing_to_do_about_it;
    input_.cancel(nothing_to_do_about_it);
}

}  // namespace tracerouter::targets
