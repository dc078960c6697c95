// What somebody could do who has taken over the program: loaded into it, this tries from within a look-up of a name,
// and writes "KIND: ATTEMPT: what came of it" to standard error. Attempts that must fail have arguments with which they
// do no harm and fail in another way where they are not refused.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

/// Negative, and errno says why: in vain.
struct attempt {
    const char* name;
    long (*make)();
};

constexpr long beyond_32_bits = 1L << 32;

template <class... Arguments>
long call(long number, Arguments... arguments) {
    return ::syscall(number, arguments...);
}

long try_open(const char* name, int flags) {
    const int file = ::open(name, flags | O_CLOEXEC, 0600);
    return file < 0 ? -1 : ::close(file);
}

const char* secret() {
    return std::getenv("SECRET");
}

long make_socket(int family, int type, int protocol) {
    const int made = ::socket(family, type, protocol);
    return made < 0 ? -1 : ::close(made);
}

long connect_to(std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(port);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int done = ::connect(made, reinterpret_cast<const sockaddr*>(&there), sizeof there);
    const int error = errno;
    ::close(made);
    errno = error;
    return done;
}

// A child, if there is one after all, ends at once.
long without_child(long made) {
    if (made == 0) ::_exit(0);
    return made;
}

long set_owner(int command) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return 0;
    return call(SYS_fcntl, ends[0], command, ::getppid());
}

long make_thread() {
    pthread_t made{};
    const int error = ::pthread_create(
        &made, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
    errno = error;
    return error == 0 ? ::pthread_join(made, nullptr) : -1;
}

long look_at_limit_of(pid_t process) {
    rlimit limit{};
    return call(SYS_prlimit64, process, RLIMIT_NOFILE, nullptr, &limit);
}

constexpr attempt allowed[]{
    {"read hosts", [] { return try_open("/etc/hosts", O_RDONLY); }},
    {"read name servers", [] { return try_open("/etc/resolv.conf", O_RDONLY); }},
    {"read name sources", [] { return try_open("/etc/nsswitch.conf", O_RDONLY); }},
    {"start thread", make_thread},
    {"signal self", [] { return call(SYS_kill, ::getpid(), 0); }},
    {"signal own thread", [] { return call(SYS_tgkill, ::getpid(), ::gettid(), 0); }},
    {"own limit", [] { return look_at_limit_of(::getpid()); }},
    {"limit of 0", [] { return look_at_limit_of(0); }},
    {"UDP", [] { return make_socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0); }},
    {"TCP", [] { return make_socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP); }},
    {"routes", [] { return make_socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0); }},
};

// Landlock refuses these.
constexpr attempt files[]{
    {"change settings", [] { return try_open("/etc/hosts", O_WRONLY); }},
    {"empty settings", [] { return try_open("/etc/hosts", O_RDONLY | O_TRUNC); }},
    {"list settings", [] { return try_open("/etc", O_RDONLY | O_DIRECTORY); }},
    {"read users", [] { return try_open("/etc/passwd", O_RDONLY); }},
    {"read passwords", [] { return try_open("/etc/shadow", O_RDONLY); }},
    {"read secret", [] { return try_open(secret(), O_RDONLY); }},
    {"make file", [] { return try_open("made", O_WRONLY | O_CREAT); }},
    {"make nameless file", [] { return try_open(".", O_WRONLY | O_TMPFILE); }},
    {"read environment", [] { return try_open("/proc/self/environ", O_RDONLY); }},
    {"write memory", [] { return try_open("/proc/self/mem", O_RDWR); }},
    {"open terminals", [] { return try_open("/dev/ptmx", O_RDWR); }},
    {"connect by TCP", [] { return connect_to(80); }},
};

// The system call filter answers these as Landlock would, also where there is none.
constexpr attempt names[]{
    {"remove secret", [] { return call(SYS_unlinkat, AT_FDCWD, secret(), 0); }},
    {"remove folder", [] { return call(SYS_unlinkat, AT_FDCWD, "none", AT_REMOVEDIR); }},
    {"rename secret", [] { return call(SYS_renameat2, AT_FDCWD, secret(), AT_FDCWD, "renamed", 0); }},
    {"link secret", [] { return call(SYS_linkat, AT_FDCWD, secret(), AT_FDCWD, "linked", 0); }},
    {"make link", [] { return call(SYS_symlinkat, secret(), AT_FDCWD, "link"); }},
    {"make folder", [] { return call(SYS_mkdirat, AT_FDCWD, "folder", 0700); }},
    {"make pipe", [] { return call(SYS_mknodat, AT_FDCWD, "pipe", S_IFIFO | 0600, 0); }},
    {"empty secret", [] { return call(SYS_truncate, secret(), 0); }},
};

constexpr attempt refused[]{
    // other processes
    {"signal parent", [] { return call(SYS_kill, ::getppid(), 0); }},
    {"signal parent, more bits", [] { return call(SYS_kill, ::getppid() | beyond_32_bits, 0); }},
    {"signal group", [] { return call(SYS_kill, 0, 0); }},
    {"signal all", [] { return call(SYS_kill, -1, 0); }},
    {"signal thread of parent", [] { return call(SYS_tgkill, ::getppid(), ::getppid(), 0); }},
    {"signal some thread", [] { return call(SYS_tkill, ::getppid(), 0); }},
    {"queue signal", [] { return call(SYS_rt_sigqueueinfo, ::getppid(), 0, nullptr); }},
    {"queue signal to thread", [] { return call(SYS_rt_tgsigqueueinfo, ::getppid(), ::getppid(), 0, nullptr); }},
    {"signal by descriptor", [] { return call(SYS_pidfd_send_signal, -1, 0, nullptr, 0); }},
    {"have parent signalled", [] { return set_owner(F_SETOWN); }},
    {"choose its signal", [] { return set_owner(10); }},  // F_SETSIG
    {"limit of parent", [] { return look_at_limit_of(::getppid()); }},
    {"descriptor of parent", [] { return call(SYS_pidfd_open, ::getppid(), 0); }},
    {"file of parent", [] { return call(SYS_pidfd_getfd, -1, 0, 0); }},
    {"trace", [] { return call(SYS_ptrace, 0, 0, 0, 0); }},
    {"read memory", [] { return call(SYS_process_vm_readv, ::getppid(), nullptr, 0, nullptr, 0, 0); }},
    {"write memory", [] { return call(SYS_process_vm_writev, ::getppid(), nullptr, 0, nullptr, 0, 0); }},
    {"compare", [] { return call(SYS_kcmp, ::getpid(), ::getpid(), 0, 0, 0); }},
    {"change priority", [] { return call(SYS_setpriority, PRIO_PROCESS, ::getppid(), 19); }},
    // programs, processes and namespaces of its own
    {"start program", [] { return call(SYS_execve, "/none", nullptr, nullptr); }},
    {"start opened program", [] { return call(SYS_execveat, -1, "", nullptr, nullptr, AT_EMPTY_PATH); }},
    {"make file in memory", [] { return call(SYS_memfd_create, "name", 0); }},
    {"make process", [] { return without_child(call(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr)); }},
    {"make process elsewhere",
     [] { return without_child(call(SYS_clone, SIGCHLD | CLONE_NEWUSER, nullptr, nullptr, nullptr, nullptr)); }},
    {"make namespace", [] { return call(SYS_unshare, 0); }},
    {"enter namespace", [] { return call(SYS_setns, -1, 0); }},
    // users, rights and what belongs to files
    {"be another user", [] { return call(SYS_setuid, ::getuid()); }},
    {"be another group", [] { return call(SYS_setgid, ::getgid()); }},
    {"be nobody to files", [] { return call(SYS_setfsuid, ::getuid()) == 0 ? 0L : -1L; }},
    {"take rights", [] { return call(SYS_capset, nullptr, nullptr); }},
    {"open secret to all", [] { return call(SYS_fchmodat, AT_FDCWD, secret(), 0666); }},
    {"open file to all", [] { return call(SYS_fchmod, -1, 0666); }},
    {"give secret away", [] { return call(SYS_fchownat, AT_FDCWD, secret(), ::getuid(), ::getgid(), 0); }},
    {"give file away", [] { return call(SYS_fchown, -1, 0, 0); }},
    {"mark secret", [] { return call(SYS_setxattr, secret(), "user.mark", "", 0, 0); }},
    {"mark secret itself", [] { return call(SYS_lsetxattr, secret(), "user.mark", "", 0, 0); }},
    {"mark file", [] { return call(SYS_fsetxattr, -1, "user.mark", "", 0, 0); }},
    {"unmark secret", [] { return call(SYS_removexattr, secret(), "user.mark"); }},
    {"change times", [] { return call(SYS_utimensat, AT_FDCWD, secret(), nullptr, 0); }},
    {"use key", [] { return call(SYS_keyctl, -1, 0, 0, 0, 0); }},
    {"add key", [] { return call(SYS_add_key, nullptr, nullptr, nullptr, 0, 0); }},
    // terminals, by the low 32 bits of the request
    {"type for user", [] { return call(SYS_ioctl, -1, TIOCSTI, ""); }},
    {"type for user, more bits", [] { return call(SYS_ioctl, -1, TIOCSTI | beyond_32_bits, ""); }},
    {"paste for user", [] { return call(SYS_ioctl, -1, 0x541c, ""); }},  // TIOCLINUX
    {"paste for user, more bits", [] { return call(SYS_ioctl, -1, 0x541c | beyond_32_bits, ""); }},
    {"take terminal", [] { return call(SYS_ioctl, -1, TIOCSCTTY, 0); }},
    {"have owner signalled", [] { return call(SYS_ioctl, -1, 0x8901, 0); }},  // FIOSETOWN
    // other ways to talk
    {"socket of machine", [] { return make_socket(AF_UNIX, SOCK_STREAM, 0); }},
    {"socket of link", [] { return make_socket(AF_PACKET, SOCK_DGRAM, 0); }},
    {"raw socket", [] { return make_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP); }},
    {"socket of kernel", [] { return make_socket(AF_NETLINK, SOCK_RAW, 4); }},  // NETLINK_SOCK_DIAG
    {"socket of host", [] { return make_socket(AF_VSOCK, SOCK_STREAM, 0); }},
    {"socket of ciphers", [] { return make_socket(AF_ALG, SOCK_SEQPACKET, 0); }},
    {"socket of streams", [] { return make_socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP); }},
    {"pair of sockets", [] { return call(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, nullptr); }},
    {"connect by sending", [] { return call(SYS_sendto, -1, nullptr, 0, MSG_FASTOPEN, nullptr, 0); }},
    {"connect by a message", [] { return call(SYS_sendmsg, -1, nullptr, MSG_FASTOPEN); }},
    {"connect by messages", [] { return call(SYS_sendmmsg, -1, nullptr, 0, MSG_FASTOPEN | beyond_32_bits); }},
    {"socket of many ways", [] { return make_socket(AF_INET, SOCK_STREAM, 262); }},  // IPPROTO_MPTCP
    {"listen", [] { return call(SYS_listen, -1, 1); }},
    {"shared memory", [] { return call(SYS_shmget, 0, 0, 0); }},
    {"message queue", [] { return call(SYS_msgget, 0, 0); }},
    // the kernel and the machine
    {"io_uring", [] { return call(SYS_io_uring_setup, 0, nullptr); }},
    {"use io_uring", [] { return call(SYS_io_uring_enter, -1, 0, 0, 0, nullptr, 0); }},
    {"bpf", [] { return call(SYS_bpf, -1, nullptr, 0); }},
    {"measure", [] { return call(SYS_perf_event_open, nullptr, 0, -1, -1, 0); }},
    {"catch faults", [] { return call(SYS_userfaultfd, -1); }},
    {"name file by number", [] { return call(SYS_name_to_handle_at, -1, "", nullptr, nullptr, 0); }},
    {"open file by number", [] { return call(SYS_open_by_handle_at, -1, nullptr, 0); }},
    {"mount", [] { return call(SYS_mount, nullptr, nullptr, nullptr, 0, nullptr); }},
    {"unmount", [] { return call(SYS_umount2, nullptr, 0); }},
    {"copy mount", [] { return call(SYS_open_tree, -1, "", -1); }},
    {"move mount", [] { return call(SYS_move_mount, -1, "", -1, "", -1); }},
    {"open file system", [] { return call(SYS_fsopen, nullptr, 0); }},
    {"change root", [] { return call(SYS_chroot, nullptr); }},
    {"turn root", [] { return call(SYS_pivot_root, nullptr, nullptr); }},
    {"be of another kind", [] { return call(SYS_personality, 0xffffffff); }},
    {"load module", [] { return call(SYS_finit_module, -1, nullptr, 0); }},
    {"set clock", [] { return call(SYS_clock_settime, -1, nullptr); }},
    {"adjust clock", [] { return call(SYS_adjtimex, nullptr); }},
    {"restart", [] { return call(SYS_reboot, 0, 0, 0, nullptr); }},
    {"name machine", [] { return call(SYS_sethostname, nullptr, -1); }},
#ifdef __x86_64__
    {"fork", [] { return without_child(call(SYS_fork)); }},
    {"open secret to all, old call", [] { return call(SYS_chmod, secret(), 0666); }},
    {"change times, old call", [] { return call(SYS_utimes, secret(), nullptr); }},
    {"use ports", [] { return call(SYS_iopl, 0); }},
#endif
};

// What the C library takes for an old kernel.
constexpr attempt unknown[]{
    {"clone3", [] { return call(435, nullptr, 0); }},
    {"fchmodat2", [] { return call(452, AT_FDCWD, secret(), 0666, 0); }},
    {"setxattrat", [] { return call(463, AT_FDCWD, secret(), 0, "user.mark", nullptr, 0); }},
    {"removexattrat", [] { return call(466, AT_FDCWD, secret(), 0, "user.mark"); }},
    {"file_setattr", [] { return call(469, AT_FDCWD, secret(), nullptr, 0, 0); }},
    {"to come", [] { return call(600); }},
#ifdef __x86_64__
    {"getpid with 32-bit pointers", [] { return call(0x4000'0000 + SYS_getpid); }},
#endif
};

template <std::size_t size>
void make_all(const char* kind, const attempt (&attempts)[size]) {
    for (const auto& [name, make] : attempts) {
        errno = 0;
        const bool done = make() >= 0;
        std::fprintf(stderr, "%s: %s: %s\n", kind, name, done ? "done" : std::strerror(errno));
    }
}

}  // namespace

extern "C" int getaddrinfo(const char*, const char*, const addrinfo*, addrinfo**) {
    make_all("allowed", allowed);
    make_all("files", files);
    make_all("names", names);
    make_all("refused", refused);
    make_all("unknown", unknown);
    return EAI_NONAME;
}
