#include "child.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "system_call.hpp"

namespace lab {
namespace {

sigset_t supervised_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2}) sigaddset(&set, signal);
    return set;
}

int guarded(const std::function<int()>& body) {
    try {
        return body();
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "tracerouter-lab: %s\n", failure.what());
        return 125;
    }
}

}  // namespace

sigset_t block_supervised_signals() {
    const sigset_t set = supervised_signals();
    sigset_t before;
    checked(::sigprocmask(SIG_BLOCK, &set, &before), "block signals");
    return before;
}

pid_t start_child(const std::function<int()>& body) {
    const pid_t parent = ::getpid();
    const pid_t child = checked(::fork(), "start a process");
    if (child != 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have died before; across a process namespace it shows as 0 while it lives, too.
    const pid_t now = ::getppid();
    if (now != parent && now != 0) ::_exit(125);
    const int status = guarded(body);
    std::fflush(nullptr);
    ::_exit(status);
}

int execute(std::vector<std::string> command, const sigset_t& mask) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (auto& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    ::execvp(arguments[0], arguments.data());
    const int status = errno == ENOENT ? 127 : 126;
    std::fprintf(stderr, "tracerouter-lab: cannot run %s: %s\n", arguments[0], std::strerror(errno));
    return status;
}

int next_signal() {
    const sigset_t set = supervised_signals();
    for (;;) {
        siginfo_t info{};
        const int signal = ::sigwaitinfo(&set, &info);
        if (signal < 0) continue;
        const bool from_terminal = signal != SIGCHLD && info.si_code == SI_KERNEL;
        if (!from_terminal) return signal;
    }
}

int shell_status(int wait_status) {
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

}  // namespace lab
