#include <cstdio>
#include <string>
#include <vector>

#include "cli/configure.hpp"
#include "cli/help.hpp"
#include "cli/raw_options.hpp"
#include "cli/usage_error.hpp"
#include "host/exit_code.hpp"
#include "host/last_resort.hpp"
#include "host/program_log.hpp"
#include "host/signals.hpp"
#include "run/program_run.hpp"

namespace tracerouter::cli {
namespace {

host::exit_code refuse(const usage_error& error) {
    host::complain(error.message);
    return host::exit_code::wrong_usage;
}

host::exit_code fail(const char* why) {
    host::complain(why);
    return host::exit_code::failed;
}

host::exit_code show(const std::string& text) {
    const bool written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    return written ? host::exit_code::all_reached : host::exit_code::failed;
}

host::exit_code program(const std::vector<std::string>& arguments) {
    const auto raw = parse_options(arguments);
    if (!raw) return refuse(raw.error());
    if (raw->has(option::help)) return show(help_text());
    if (raw->has(option::version)) return show(version_text());
    const auto config = configure(*raw);
    if (!config) return refuse(config.error());
    if (!host::can_wait()) return fail("this system does not allow waiting for sockets and timers (epoll)");
    return run::carry_out(*config);
}

host::exit_code guarded(int argc, char** argv) {
    try {
        if (!host::fill_standard_descriptors())
            return fail("descriptors 0 to 2 are closed, and nothing can be opened in their place");
        if (!host::take_stack()) return fail("cannot go on: not enough memory");
        return program({argv + (argc > 0 ? 1 : 0), argv + argc});
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
