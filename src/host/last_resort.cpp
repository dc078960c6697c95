#include "host/last_resort.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <system_error>

#include "host/live_terminal.hpp"
#include "host/program_log.hpp"
#include "net/posix/file_descriptor.hpp"

namespace tracerouter::host {
namespace {

void write_line(std::string_view line) noexcept {
    static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()) == 0);  // there is nowhere to say that it failed
}

/// \return what to say of the exception that is being handled
std::string reason() {
    try {
        throw;
    } catch (const boost::system::system_error& error) {
        return error.code().message();
    } catch (const std::system_error& error) {
        return error.code().message();
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an unknown failure";
    }
}

[[noreturn]] void end_of_program() noexcept {
    restore_terminal();
    const auto code = std::current_exception() ? tell_failure() : exit_code::failed;
    std::_Exit(static_cast<int>(code));
}

constexpr std::size_t page_size = 4096;
constexpr std::size_t stack_needed = std::size_t{512} << 10;

[[gnu::noinline]] void touch_stack() noexcept {
    std::array<volatile char, stack_needed> room;
    for (auto next = room.rbegin(); next < room.rend(); next += page_size) *next = 0;
}

bool is_limited(__rlimit_resource resource, rlim_t least) noexcept {
    rlimit limit{};
    return ::getrlimit(resource, &limit) == 0 && limit.rlim_cur < least;
}

}  // namespace

void end_where_nobody_catches() noexcept {
    std::set_terminate(end_of_program);
}

exit_code tell_failure() noexcept {
    restore_terminal();  // the line would be written into a picture
    try {
        complain("cannot go on: " + reason());
    } catch (...) {
        write_line("tracerouter: cannot go on: not enough memory\n");
    }
    return exit_code::failed;
}

bool fill_standard_descriptors() noexcept {
    for (const int wanted : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(wanted, F_GETFD) >= 0) continue;
        // The lowest number that is free is this one.
        const int filled = ::open("/dev/null", wanted == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        if (filled < 0 && ::open("/", O_PATH) < 0) return false;
    }
    return true;
}

bool can_wait() noexcept {
    const net::file_descriptor waiting{::epoll_create1(EPOLL_CLOEXEC)};
    const net::file_descriptor awaited{::eventfd(0, EFD_CLOEXEC)};
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    return waiting.is_open() && awaited.is_open() &&
           ::epoll_ctl(waiting.get(), EPOLL_CTL_ADD, awaited.get(), &wanted) == 0;
}

bool take_stack() noexcept {
    const bool small = is_limited(RLIMIT_STACK, 2 * stack_needed);
    if (small || !is_limited(RLIMIT_AS, RLIM_INFINITY)) return true;
    void* const room = ::mmap(nullptr, stack_needed, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return false;
    ::munmap(room, stack_needed);
    touch_stack();
    return true;
}

}  // namespace tracerouter::host
