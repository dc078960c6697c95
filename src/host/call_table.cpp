#include "host/call_table.hpp"

#include <linux/audit.h>
#include <sys/syscall.h>

namespace tracerouter::host {
namespace {

#if defined(__x86_64__) && !defined(__ILP32__)
constexpr std::uint32_t machine = AUDIT_ARCH_X86_64;
#define TRACEROUTER_KNOWS_CALLS
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
constexpr std::uint32_t machine = AUDIT_ARCH_AARCH64;
#define TRACEROUTER_KNOWS_CALLS
#elif defined(__riscv) && __riscv_xlen == 64
constexpr std::uint32_t machine = AUDIT_ARCH_RISCV64;
#define TRACEROUTER_KNOWS_CALLS
#endif

#ifdef TRACEROUTER_KNOWS_CALLS

// Harmless, or bounded by what is open and by Landlock. What the program itself does not need is here for the C
// library and for the modules by which it looks up names, in their versions from 2.31 on.
constexpr std::uint32_t allowed_calls[]{
    // files and sockets that are open
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_pread64,
    SYS_pwrite64,
    SYS_lseek,
    SYS_close,
    SYS_close_range,
    SYS_dup,
    SYS_dup3,
    SYS_flock,
    SYS_fsync,
    SYS_fdatasync,
    SYS_ftruncate,
    SYS_fallocate,
    SYS_fadvise64,
    SYS_pipe2,
    // opening files, which Landlock watches
    SYS_openat,
    SYS_openat2,
    SYS_getdents64,
    SYS_fstat,
    SYS_newfstatat,
    SYS_statx,
    SYS_statfs,
    SYS_fstatfs,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_readlinkat,
    SYS_getcwd,
    // waiting
    SYS_ppoll,
    SYS_pselect6,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_epoll_pwait2,
    SYS_eventfd2,
    SYS_timerfd_create,
    SYS_timerfd_settime,
    SYS_timerfd_gettime,
    SYS_nanosleep,
    SYS_clock_nanosleep,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_gettimeofday,
    SYS_times,
    // the network
    SYS_bind,
    SYS_connect,
    SYS_getsockname,
    SYS_getpeername,
    SYS_setsockopt,
    SYS_getsockopt,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_recvmmsg,
    SYS_shutdown,
    // memory
    SYS_brk,
    SYS_mmap,
    SYS_munmap,
    SYS_mremap,
    SYS_mprotect,
    SYS_madvise,
    SYS_mincore,
    SYS_msync,
    SYS_mlock,
    SYS_munlock,
    SYS_membarrier,
    // threads of this process, and its signals to itself
    SYS_futex,
    SYS_set_robust_list,
    SYS_get_robust_list,
    SYS_set_tid_address,
    SYS_rseq,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_sched_getparam,
    SYS_sched_getscheduler,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigpending,
    SYS_rt_sigsuspend,
    SYS_rt_sigtimedwait,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_restart_syscall,
    SYS_exit,
    SYS_exit_group,
    // what this process is, and may use
    SYS_getpid,
    SYS_getppid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_getgroups,
    SYS_getresuid,
    SYS_getresgid,
    SYS_getpgid,
    SYS_getsid,
    SYS_getrlimit,
    SYS_setrlimit,
    SYS_getrusage,
    SYS_capget,
    SYS_prctl,
    SYS_uname,
    SYS_sysinfo,
    SYS_getcpu,
    SYS_getrandom,
#ifdef SYS_open  // the forms of old that x86-64 has beside those above
    SYS_open,
    SYS_getdents,
    SYS_stat,
    SYS_lstat,
    SYS_access,
    SYS_readlink,
    SYS_dup2,
    SYS_pipe,
    SYS_poll,
    SYS_select,
    SYS_epoll_create,
    SYS_epoll_wait,
    SYS_eventfd,
    SYS_time,
    SYS_getpgrp,
    SYS_arch_prctl,
#endif
#ifdef SYS_riscv_flush_icache
    SYS_riscv_flush_icache,
#endif
#ifdef SYS_riscv_hwprobe
    SYS_riscv_hwprobe,
#endif
};

constexpr std::uint32_t naming_calls[]{
    SYS_truncate, SYS_linkat,  SYS_symlinkat, SYS_unlinkat, SYS_renameat2, SYS_mkdirat, SYS_mknodat,
#ifdef SYS_renameat
    SYS_renameat,
#endif
#ifdef SYS_open
    SYS_link,     SYS_symlink, SYS_unlink,    SYS_rename,   SYS_mkdir,     SYS_rmdir,   SYS_mknod,   SYS_creat,
#endif
};

constexpr std::uint32_t replacing_calls[]{
    SYS_unlinkat,
    SYS_renameat2,
#ifdef SYS_renameat
    SYS_renameat,
#endif
};

constexpr call_table table{
    .machine = machine, .newest = 450, .allowed = allowed_calls, .naming = naming_calls, .replacing = replacing_calls};

#else

constexpr call_table table{.machine = 0, .newest = 0, .allowed = {}, .naming = {}, .replacing = {}};

#endif

}  // namespace

const call_table& calls_of_this_machine() {
    return table;
}

}  // namespace tracerouter::host
