#include <cstdio>
#include <string>

#include "cli/configure.hpp"
#include "cli/help.hpp"
#include "cli/raw_options.hpp"
#include "host/exit_code.hpp"
#include "host/last_resort.hpp"
#include "host/program_log.hpp"
#include "host/refusal.hpp"
#include "host/signals.hpp"
#include "run/program_run.hpp"

namespace tracerouter::cli {
namespace {

host::refusal failure(const char* why) {
    return {why, host::exit_code::failed};
}

host::exit_code show(const std::string& text) {
    const bool written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    return written ? host::exit_code::all_reached : host::exit_code::failed;
}

host::or_refusal<host::exit_code> program(int argc, char** argv) {
    if (!host::fill_standard_descriptors())
        return failure("descriptors 0 to 2 are closed, and nothing can be opened in their place");
    if (!host::take_stack()) return failure("cannot go on: not enough memory");
    const auto raw = parse_options({argv + (argc > 0 ? 1 : 0), argv + argc});
    if (!raw) return raw.error();
    if (raw->has(option::help)) return show(help_text());
    if (raw->has(option::version)) return show(version_text());
    const auto config = configure(*raw);
    if (!config) return config.error();
    if (!host::can_wait()) return failure("this system does not allow waiting for sockets and timers (epoll)");
    return run::carry_out(*config);
}

host::exit_code guarded(int argc, char** argv) {
    try {
        const auto end = program(argc, argv);
        if (end) return *end;
        host::complain(end.error().message);
        return end.error().code;
    } catch (...) {
        return host::tell_failure();
    }
}

}  // namespace
}  // namespace tracerouter::cli

int main(int argc, char** argv) {
    tracerouter::host::survive_signals();
    tracerouter::host::end_where_nobody_catches();
    return static_cast<int>(tracerouter::cli::guarded(argc, argv));
}
