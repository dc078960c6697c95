#include "pseudo_terminal.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>

namespace tracerouter::host::test {
namespace {

/// What the shell tells of the process.
struct verdict {
    int status = 0;
    bool modes_restored = false;
    bool blocking = false;
    int stops = 0;
    bool stopped_restored = true;
};

termios modes_of(int terminal) {
    termios modes{};
    EXPECT_EQ(::tcgetattr(terminal, &modes), 0);
    return modes;
}

bool same(const termios& one, const termios& other) {
    return one.c_iflag == other.c_iflag && one.c_oflag == other.c_oflag && one.c_cflag == other.c_cflag &&
           one.c_lflag == other.c_lflag && std::equal(std::begin(one.c_cc), std::end(one.c_cc), std::begin(other.c_cc));
}

[[noreturn]] void run_in_foreground(int terminal, const std::function<int()>& act) {
    ::setpgid(0, 0);
    ::tcsetpgrp(terminal, ::getpid());
    for (const int number : {SIGTTOU, SIGHUP}) std::signal(number, SIG_DFL);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(terminal, standard);
    ::_exit(act());
}

// The shell may change what belongs to others' foreground, since it ignores SIGTTOU.
verdict be_shell(const char* name, const std::function<int()>& act) {
    ::setsid();
    std::signal(SIGTTOU, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    const int terminal = ::open(name, O_RDWR);
    ::ioctl(terminal, TIOCSCTTY, 0);
    const auto before = modes_of(terminal);
    const pid_t child = ::fork();
    if (child == 0) run_in_foreground(terminal, act);
    verdict told;
    while (::waitpid(child, &told.status, WUNTRACED) == child && WIFSTOPPED(told.status)) {
        ++told.stops;
        told.stopped_restored = told.stopped_restored && same(before, modes_of(terminal));
        ::kill(child, SIGCONT);
    }
    told.modes_restored = same(before, modes_of(terminal));
    told.blocking = (::fcntl(terminal, F_GETFL) & O_NONBLOCK) == 0;
    return told;
}

/// All that is shown until the terminal is closed on its other side.
std::string watch(int master, std::initializer_list<typing> types) {
    std::string shown;
    std::size_t searched = 0;
    const auto* next = types.begin();
    std::array<char, 4096> part{};
    for (ssize_t size = 0; (size = ::read(master, part.data(), part.size())) > 0;) {
        shown.append(part.data(), static_cast<std::size_t>(size));
        while (next != types.end()) {
            const auto found = shown.find(next->behind, searched);
            if (found == std::string::npos) break;
            searched = found + next->behind.size();
            EXPECT_EQ(::write(master, next->keys.data(), next->keys.size()), static_cast<ssize_t>(next->keys.size()));
            ++next;
        }
    }
    EXPECT_EQ(next, types.end()) << "not everything was typed";
    return shown;
}

}  // namespace

terminal_use use_terminal(const std::function<int()>& act, std::initializer_list<typing> types) {
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    EXPECT_EQ(::grantpt(master), 0);
    EXPECT_EQ(::unlockpt(master), 0);
    std::array<char, 128> name{};
    EXPECT_EQ(::ptsname_r(master, name.data(), name.size()), 0);
    std::array<int, 2> tells{};
    EXPECT_EQ(::pipe2(tells.data(), O_CLOEXEC), 0);
    const pid_t shell = ::fork();
    if (shell == 0) {
        const auto told = be_shell(name.data(), act);
        ::_exit(::write(tells[1], &told, sizeof told) == sizeof told ? 0 : 1);
    }
    ::close(tells[1]);
    terminal_use use;
    use.shown = watch(master, types);
    verdict told;
    EXPECT_EQ(::read(tells[0], &told, sizeof told), static_cast<ssize_t>(sizeof told));
    EXPECT_EQ(::waitpid(shell, nullptr, 0), shell);
    ::close(tells[0]);
    ::close(master);
    use.status = told.status;
    use.modes_restored = told.modes_restored;
    use.blocking = told.blocking;
    use.stops = told.stops;
    use.stopped_restored = told.stopped_restored;
    return use;
}

}  // namespace tracerouter::host::test
