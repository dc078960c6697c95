#include "supervisor.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "child.hpp"
#include "device.hpp"
#include "dual_stack.hpp"
#include "internet.hpp"
#include "namespaces.hpp"
#include "receive_stamps.hpp"
#include "simulator.hpp"
#include "system_call.hpp"

namespace lab {
namespace {

constexpr int lab_failed = 125;

volatile std::sig_atomic_t stop_simulator = 0;
volatile std::sig_atomic_t command_us = 0;

using output_file = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

output_file open_output(const std::string& name) {
    if (name.empty()) return {nullptr, std::fclose};
    output_file file(std::fopen(name.c_str(), "we"), std::fclose);
    if (!file) throw std::system_error(errno, std::generic_category(), "open " + name);
    return file;
}

void add_host(std::string& text, address where, const std::string& name, family addresses) {
    if (name.empty()) return;
    if (addresses != family::ipv6) text += to_string(where) + ' ' + name + '\n';
    if (addresses != family::ipv4) text += to_string(to_ipv6(where)) + ' ' + name + '\n';
}

std::string hosts_of(const scenario& plan, family addresses) {
    std::string text;
    for (const auto& one : plan.routers) add_host(text, one.where, one.name, addresses);
    for (const auto& one : plan.destinations) add_host(text, one.where.first, one.name, addresses);
    return text;
}

bool write_results(const statistics& seen, const probe_log& log, std::FILE* stats_out, std::FILE* log_out) {
    if (stats_out != nullptr) std::fprintf(stats_out, "%s\n", to_json(seen).c_str());
    if (log_out != nullptr) log.write(log_out);
    const bool written =
        (stats_out == nullptr || std::fflush(stats_out) == 0) && (log_out == nullptr || std::fflush(log_out) == 0);
    if (!written) std::fputs("tracerouter-lab: statistics or log could not be written\n", stderr);
    return written;
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// The stop signal carries how many microseconds the command ran.
void listen_for_stop() {
    struct sigaction action {};
    action.sa_flags = SA_SIGINFO;
    action.sa_sigaction = [](int, siginfo_t* info, void*) {
        command_us = info->si_value.sival_int;
        stop_simulator = 1;
    };
    ::sigaction(SIGTERM, &action, nullptr);
    sigset_t terminate;
    sigemptyset(&terminate);
    sigaddset(&terminate, SIGTERM);
    ::sigprocmask(SIG_UNBLOCK, &terminate, nullptr);
}

/// The process that reads and writes the device.
int simulate(const scenario& plan, int device, int ready, std::FILE* stats_out, std::FILE* log_out) {
    listen_for_stop();
    const internet network(plan);
    probe_log log(log_out != nullptr);
    const auto running = std::make_unique<simulator>(network, device, log);
    checked(::write(ready, "r", 1), "report the simulator ready");
    running->run(stop_simulator);

    statistics seen = running->seen();
    seen.device_dropped = dropped_by_device();
    seen.cpu_seconds = cpu_seconds();
    seen.command_ms = command_us / 1000.0;
    if (!write_results(seen, log, stats_out, log_out)) return lab_failed;
    if (!seen.overwhelmed()) return 0;
    std::fprintf(stderr, "tracerouter-lab: overwhelmed: %llu probes lost at the device, %llu answers not taken\n",
                 static_cast<unsigned long long>(seen.device_dropped),
                 static_cast<unsigned long long>(seen.write_failures));
    return lab_failed;
}

/// First process of the process namespace: starts simulator and command, and ends everything with the command.
class inner_supervisor {
public:
    inner_supervisor(run_request& request, const sigset_t& mask) : request_(request), mask_(mask) {}

    int run(std::FILE* stats_out, std::FILE* log_out) {
        if (keep_mounts_private()) replace_name_service(hosts_of(request_.plan, request_.addresses));
        open_ping_sockets();
        start_simulator(stats_out, log_out);
        const tracerouter::test::receive_stamps kept;
        started_ = std::chrono::steady_clock::now();
        command_ = start_child([this] { return execute(request_.command, mask_); });
        const int status = supervise();
        return stop_simulator_process() ? status : lab_failed;
    }

private:
    void start_simulator(std::FILE* stats_out, std::FILE* log_out) {
        const file_descriptor device = open_device(request_.plan.source);
        int ends[2];
        checked(::pipe2(ends, O_CLOEXEC), "make a pipe");
        const file_descriptor read_end(ends[0]);
        file_descriptor write_end(ends[1]);
        simulator_ =
            start_child([&] { return simulate(request_.plan, device.get(), write_end.get(), stats_out, log_out); });
        write_end.reset();
        char byte = 0;
        if (::read(read_end.get(), &byte, 1) != 1) throw std::runtime_error("the simulator did not start");
    }

    int supervise() {
        while (!command_status_) {
            const int signal = next_signal();
            if (signal == SIGCHLD)
                reap();
            else
                ::kill(command_, signal);
        }
        return shell_status(*command_status_);
    }

    void reap() {
        int status = 0;
        for (pid_t ended = ::waitpid(-1, &status, WNOHANG); ended > 0; ended = ::waitpid(-1, &status, WNOHANG)) {
            if (ended == command_) command_ended(status);
            if (ended == simulator_) simulator_died(status);
        }
    }

    void command_ended(int status) {
        command_status_ = status;
        const auto ran = std::chrono::steady_clock::now() - started_;
        command_us_ = static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(ran).count());
    }

    void simulator_died(int status) {
        std::fprintf(stderr, "tracerouter-lab: the simulator died (status %d)\n", shell_status(status));
        simulator_ = -1;
        ::kill(command_, SIGKILL);
    }

    /// Whether it worked to the end without losses.
    bool stop_simulator_process() {
        if (simulator_ < 0) return false;
        ::sigqueue(simulator_, SIGTERM, sigval{.sival_int = command_us_});
        int status = 0;
        if (::waitpid(simulator_, &status, 0) != simulator_) return false;
        return status == 0;
    }

    run_request& request_;
    const sigset_t& mask_;
    pid_t simulator_ = -1;
    pid_t command_ = -1;
    std::optional<int> command_status_;
    std::chrono::steady_clock::time_point started_;
    int command_us_ = 0;
};

/// Outside of the process namespace: passes signals in, and its end ends everything inside.
int wait_outside(pid_t inner) {
    for (;;) {
        const int signal = next_signal();
        int status = 0;
        if (signal != SIGCHLD)
            ::kill(inner, signal);
        else if (::waitpid(inner, &status, WNOHANG) == inner)
            return shell_status(status);
    }
}

}  // namespace

int run_in_lab(run_request request) {
    const output_file stats_out = open_output(request.stats_file);
    const output_file log_out = open_output(request.log_file);
    const sigset_t mask = block_supervised_signals();
    enter_private_namespaces();
    const pid_t inner =
        start_child([&] { return inner_supervisor(request, mask).run(stats_out.get(), log_out.get()); });
    return wait_outside(inner);
}

}  // namespace lab
