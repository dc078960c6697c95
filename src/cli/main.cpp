#include <cstdio>
#include <string>
#include <vector>

#include "cli/config.hpp"
#include "cli/exit_code.hpp"
#include "cli/help.hpp"
#include "cli/program_log.hpp"
#include "cli/raw_options.hpp"
#include "cli/run.hpp"
#include "cli/usage_error.hpp"

namespace {

using namespace tracerouter::cli;

exit_code refuse(const usage_error& error) {
    complain(error.message);
    return exit_code::wrong_usage;
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
    return run(*config);
}

}  // namespace

int main(int argc, char** argv) {
    return static_cast<int>(program({argv + (argc > 0 ? 1 : 0), argv + argc}));
}
