#include <cstdio>
#include <string>
#include <vector>

#include "cli/config.hpp"
#include "cli/exit_code.hpp"
#include "cli/help.hpp"
#include "cli/last_resort.hpp"
#include "cli/program_log.hpp"
#include "cli/raw_options.hpp"
#include "cli/run.hpp"
#include "cli/signals.hpp"
#include "cli/usage_error.hpp"

namespace {

using namespace tracerouter::cli;

exit_code refuse(const usage_error& error) {
    complain(error.message);
    return exit_code::wrong_usage;
}

exit_code fail(const char* why) {
    complain(why);
    return exit_code::failed;
}

exit_code show(const std::string& text) {
    const bool written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    return written ? exit_code::all_reached : exit_code::failed;
}

exit_code program(const std::vector<std::string>& arguments) {
    const auto raw = parse_options(arguments);
    if (!raw) return refuse(raw.error());
    if (raw->has(option::help)) return show(help_text());
    if (raw->has(option::version)) return show(version_text());
    const auto config = configure(*raw);
    if (!config) return refuse(config.error());
    if (!can_wait()) return fail("this system does not let us wait for sockets and timers (epoll)");
    return run(*config);
}

exit_code guarded(int argc, char** argv) {
    try {
        if (!fill_standard_descriptors())
            return fail("descriptors 0 to 2 are closed, and nothing can be opened in their place");
        if (!take_stack()) return fail("cannot go on: not enough memory");
        return program({argv + (argc > 0 ? 1 : 0), argv + argc});
    } catch (...) {
        return tell_failure();
    }
}

}  // namespace

int main(int argc, char** argv) {
    survive_signals();
    end_where_nobody_catches();
    return static_cast<int>(guarded(argc, argv));
}
