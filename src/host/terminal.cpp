#include "host/terminal.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace tracerouter::host {

bool standard_error_is_terminal() noexcept {
    return ::isatty(STDERR_FILENO) != 0;
}

void write_to_standard_error(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

bool no_color_wanted() noexcept {
    const char* chosen = std::getenv("NO_COLOR");  // any value but an empty one
    return chosen != nullptr && *chosen != '\0';
}

}  // namespace tracerouter::host
