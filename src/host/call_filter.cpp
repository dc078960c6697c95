#include "host/call_filter.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <vector>

#include "host/call_table.hpp"

namespace tracerouter::host {
namespace {

using boost::system::error_code;

/// Instructions of the filter, whose end is an answer or falls through to what follows.
using code = std::vector<sock_filter>;

// Of Linux 5.3; the headers may be older, and know no termios2 without getting in the way of those of the C library.
constexpr std::uint32_t clone3_call = 435;
constexpr std::uint32_t tcgets2 = 0x802c'542a;
constexpr std::uint32_t tcsets2 = 0x402c'542b;
constexpr std::uint32_t tcsetsw2 = 0x402c'542c;

sock_filter load(std::size_t offset) {
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

code answer(std::uint32_t verdict) {
    return {BPF_STMT(BPF_RET | BPF_K, verdict)};
}

code allow() {
    return answer(SECCOMP_RET_ALLOW);
}

code refuse(std::uint32_t error) {
    return answer(SECCOMP_RET_ERRNO | error);
}

code operator+(code first, const code& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

constexpr std::uint32_t every_bit = ~std::uint32_t{0};

/// `then` where the bits of an argument are one of these values. Only its low 32 bits count: the kernel takes all these
/// arguments as numbers of 32 bits, and the machines that have a table are little-endian.
code if_argument(std::size_t number, std::uint32_t bits, std::initializer_list<std::uint32_t> values,
                 const code& then) {
    code test{load(offsetof(seccomp_data, args) + number * sizeof(std::uint64_t))};
    if (bits != every_bit) test.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits));
    std::size_t values_left = values.size();
    for (const std::uint32_t value : values) {
        const auto over = static_cast<std::uint8_t>(values_left--);
        test.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, over, 0));
    }
    test.push_back(BPF_STMT(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(then.size())));
    return test + then;
}

code only_if(std::size_t number, std::initializer_list<std::uint32_t> values) {
    return if_argument(number, every_bit, values, allow()) + refuse(EPERM);
}

// Threads of this process are made, and nothing else: no process, no namespace.
code clone_rule() {
    constexpr std::uint32_t namespaces =
        CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
    return if_argument(0, namespaces | CLONE_THREAD, {CLONE_THREAD}, allow()) + refuse(EPERM);
}

// UDP, TCP and ping sockets; what the C library asks the kernel of addresses and routes.
code socket_rule(local_daemons daemons) {
    constexpr std::uint32_t type_without_flags = 0xf;
    const code by_protocol =
        if_argument(2, every_bit, {0, IPPROTO_UDP, IPPROTO_TCP, IPPROTO_ICMP, IPPROTO_ICMPV6}, allow());
    const code by_type = if_argument(1, type_without_flags, {SOCK_DGRAM, SOCK_STREAM}, by_protocol);
    const code internet = if_argument(0, every_bit, {AF_INET, AF_INET6}, by_type);
    const code routes = if_argument(0, every_bit, {AF_NETLINK}, if_argument(2, every_bit, {NETLINK_ROUTE}, allow()));
    const code local = daemons == local_daemons::open ? if_argument(0, every_bit, {AF_UNIX}, allow()) : code{};
    return internet + routes + local + refuse(EPERM);
}

// Not MSG_FASTOPEN, by which TCP connects past Landlock.
code send_rule(std::size_t flags) {
    return if_argument(flags, MSG_FASTOPEN, {0}, allow()) + refuse(EPERM);
}

// What is asked of terminals and interfaces; nothing that puts input into a terminal (TIOCSTI) or changes interfaces.
code ioctl_rule(terminal_modes modes) {
    const code setting = modes == terminal_modes::settable
                             ? if_argument(1, every_bit, {TCSETS, TCSETSW, tcsets2, tcsetsw2}, allow())
                             : code{};
    return setting + only_if(1, {FIONBIO, FIONREAD, FIOCLEX, TCGETS, tcgets2, TIOCGWINSZ, TIOCGPGRP, SIOCGIFNAME,
                                 SIOCGIFINDEX, SIOCGIFCONF, SIOCGIFFLAGS, SIOCGIFADDR, SIOCGIFNETMASK, SIOCGIFMTU});
}

// Not F_SETOWN and F_SETSIG, by which the kernel sends signals to others.
code fcntl_rule() {
    return only_if(1, {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW,
                       F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW});
}

/// The answer to each call that has another one than its neighbours.
std::map<std::uint32_t, code> answers(const call_table& calls, local_daemons daemons, terminal_modes modes,
                                      file_names names) {
    const auto self = static_cast<std::uint32_t>(::getpid());
    std::map<std::uint32_t, code> by_call{{SYS_clone, clone_rule()},
                                          {clone3_call, refuse(ENOSYS)},
                                          {SYS_socket, socket_rule(daemons)},
                                          {SYS_sendto, send_rule(3)},
                                          {SYS_sendmsg, send_rule(2)},
                                          {SYS_sendmmsg, send_rule(3)},
                                          {SYS_ioctl, ioctl_rule(modes)},
                                          {SYS_fcntl, fcntl_rule()},
                                          {SYS_kill, only_if(0, {self})},
                                          {SYS_tgkill, only_if(0, {self})},
                                          {SYS_prlimit64, only_if(0, {0, self})}};
    for (const std::uint32_t call : calls.allowed) by_call.emplace(call, allow());
    if (names == file_names::changeable) {
        for (const std::uint32_t call : calls.replacing) by_call.emplace(call, allow());
    }
    for (const std::uint32_t call : calls.naming) by_call.emplace(call, refuse(EACCES));
    return by_call;
}

/// From this number to the next step's, all calls have the same answer.
struct step {
    std::uint32_t first;
    code answer;
};

std::vector<step> steps(const std::map<std::uint32_t, code>& by_call, std::uint32_t newest) {
    std::vector<step> found;
    const auto add = [&found](std::uint32_t call, const code& answer) {
        const auto same = [](const sock_filter& one, const sock_filter& other) {
            return one.code == other.code && one.jt == other.jt && one.jf == other.jf && one.k == other.k;
        };
        const bool repeated = !found.empty() && std::ranges::equal(found.back().answer, answer, same);
        if (!repeated) found.push_back({call, answer});
    };
    std::uint32_t next = 0;
    for (const auto& [call, rule] : by_call) {
        if (call > next) add(next, refuse(EPERM));
        add(call, rule);
        next = call + 1;
    }
    add(next, refuse(EPERM));
    add(newest + 1, refuse(ENOSYS));  // and those of x86-64 with 32-bit pointers, numbered from 2^30 on
    return found;
}

/// A binary search for the step of the number that is loaded: where a kernel runs this for each call, it is short.
code search(std::span<const step> among) {
    if (among.size() == 1) return among.front().answer;
    const auto middle = among.size() / 2;
    const code below = search(among.first(middle));
    const code from_there = search(among.subspan(middle));
    const std::uint32_t first = among[middle].first;
    const auto over = static_cast<std::uint32_t>(below.size());
    constexpr std::uint32_t longest_jump = 255;  // of a condition
    const code branch = over <= longest_jump
                            ? code{BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, static_cast<std::uint8_t>(over), 0)}
                            : code{BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, 0, 1), BPF_STMT(BPF_JMP | BPF_JA, over)};
    return branch + below + from_there;
}

code make_filter(const call_table& calls, const std::map<std::uint32_t, code>& by_call) {
    return code{load(offsetof(seccomp_data, arch)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls.machine, 1, 0)} +
           refuse(EPERM) + code{load(offsetof(seccomp_data, nr))} + search(steps(by_call, calls.newest));
}

}  // namespace

error_code filter_system_calls(local_daemons daemons, terminal_modes modes, file_names names) {
    const call_table& calls = calls_of_this_machine();
    if (calls.machine == 0) return make_error_code(boost::system::errc::function_not_supported);
    code filter = make_filter(calls, answers(calls, daemons, modes, names));
    const sock_fprog program{.len = static_cast<unsigned short>(filter.size()), .filter = filter.data()};
    // SPEC_ALLOW: older kernels would slow down every memory access for a filter that guards no secret of ours.
    const long done = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program);
    return done == 0 ? error_code{} : error_code{errno, boost::system::system_category()};
}

}  // namespace tracerouter::host
