// Loaded into a program, this makes system calls fail, to see that it never aborts. TRACEROUTER_FAIL says which:
//
//   "count"               none; at the end the numbers of calls, each "NUMBER TIMES", are written to standard error
//   "NUMBER ERRNO"        all calls of this number; "NUMBER ERRNO ARGUMENT": those with this first argument
//   "NUMBER ERRNO @N"     the N-th call of this number alone; that it came to that is written to standard error
//
// The kernel sends SIGSYS for what is to be counted, and the handler makes the call itself: the filter lets it pass by
// the address that it comes from.

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#if defined(__x86_64__)

asm(R"(
    .text
    .globl tracerouter_call
    .globl tracerouter_called
tracerouter_call:
    mov %rdi, %rax
    mov %rsi, %rdi
    mov %rdx, %rsi
    mov %rcx, %rdx
    mov %r8, %r10
    mov %r9, %r8
    mov 8(%rsp), %r9
    syscall
tracerouter_called:
    ret
)");
extern "C" long tracerouter_call(long number, long a, long b, long c, long d, long e, long f);
extern "C" const char tracerouter_called;

namespace {

constexpr std::size_t most_calls = 512;

struct injection {
    bool counts = false;
    unsigned number = most_calls;  // none
    int error = 0;
    long argument = -1;  // any
    int nth = 0;         // all
};

injection wanted;
std::array<std::atomic<int>, most_calls> seen;

// Made while signals are blocked, or changing what signals do: the kernel would kill for them.
constexpr std::array never_counted{SYS_rt_sigreturn,    SYS_rt_sigprocmask, SYS_clone, SYS_clone3,
                                   SYS_set_robust_list, SYS_rseq,           SYS_exit,  SYS_exit_group,
                                   SYS_futex,           SYS_madvise};

void on_call(int, siginfo_t* info, void* context) {
    auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    const auto number = static_cast<unsigned>(info->si_syscall) % most_calls;
    if (++seen[number] == wanted.nth && !wanted.counts) {
        static const char word[] = "injected\n";
        tracerouter_call(SYS_write, STDERR_FILENO, reinterpret_cast<long>(word), sizeof word - 1, 0, 0, 0);
        registers[REG_RAX] = -wanted.error;
        return;
    }
    registers[REG_RAX] = tracerouter_call(info->si_syscall, registers[REG_RDI], registers[REG_RSI], registers[REG_RDX],
                                          registers[REG_R10], registers[REG_R8], registers[REG_R9]);
}

using program = std::vector<sock_filter>;

void load(program& code, std::size_t offset) {
    code.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
}

void answer(program& code, std::uint32_t action) {
    code.push_back(BPF_STMT(BPF_RET | BPF_K, action));
}

/// Skips `rest` instructions unless what is loaded is `value`.
void unless(program& code, std::uint32_t value, std::uint8_t rest) {
    code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, rest));
}

program filter() {
    const auto ours = reinterpret_cast<std::uint64_t>(&tracerouter_called);
    program code;
    load(code, offsetof(seccomp_data, nr));
    if (wanted.counts) {
        for (const auto number : never_counted) {
            unless(code, static_cast<std::uint32_t>(number), 1);
            answer(code, SECCOMP_RET_ALLOW);
        }
    } else {
        code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, wanted.number, 1, 0));
        answer(code, SECCOMP_RET_ALLOW);
    }
    if (wanted.argument >= 0) {
        load(code, offsetof(seccomp_data, args));
        code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(wanted.argument), 1, 0));
        answer(code, SECCOMP_RET_ALLOW);
    }
    if (!wanted.counts && wanted.nth == 0) {
        answer(code, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(wanted.error));
        return code;
    }
    load(code, offsetof(seccomp_data, instruction_pointer));
    unless(code, static_cast<std::uint32_t>(ours), 3);
    load(code, offsetof(seccomp_data, instruction_pointer) + 4);
    unless(code, static_cast<std::uint32_t>(ours >> 32), 1);
    answer(code, SECCOMP_RET_ALLOW);
    answer(code, SECCOMP_RET_TRAP);
    return code;
}

bool read_wish() {
    const char* wish = std::getenv("TRACEROUTER_FAIL");
    if (wish == nullptr) return false;
    wanted.counts = std::strcmp(wish, "count") == 0;
    if (wanted.counts || std::sscanf(wish, "%u %d @%d", &wanted.number, &wanted.error, &wanted.nth) == 3) return true;
    return std::sscanf(wish, "%u %d %ld", &wanted.number, &wanted.error, &wanted.argument) >= 2;
}

[[gnu::constructor]] void begin() {
    if (!read_wish()) return;
    struct sigaction action {};
    action.sa_sigaction = on_call;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    ::sigaction(SIGSYS, &action, nullptr);
    auto code = filter();
    const sock_fprog loaded{static_cast<unsigned short>(code.size()), code.data()};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &loaded) != 0) std::abort();
}

[[gnu::destructor]] void end() {
    for (std::size_t number = 0; wanted.counts && number < most_calls; ++number) {
        if (seen[number] > 0) std::fprintf(stderr, "%zu %d\n", number, seen[number].load());
    }
}

}  // namespace

#endif
