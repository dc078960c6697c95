#include "host/terminal.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace tracerouter::host {
namespace {

/// Of a variable of the environment; empty if it is not set.
std::string_view value_of(const char* name) noexcept {
    const char* const value = std::getenv(name);
    return value != nullptr ? std::string_view{value} : std::string_view{};
}

}  // namespace

bool standard_error_is_terminal() noexcept {
    return ::isatty(STDERR_FILENO) != 0;
}

void write_to_standard_error(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

bool can_show_pictures() noexcept {
    const auto kind = value_of("TERM");
    return ::isatty(STDOUT_FILENO) != 0 && !kind.empty() && kind != "dumb";
}

bool is_unicode_wanted() noexcept {
    for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const auto locale = value_of(name);
        if (locale.empty()) continue;
        const auto found = [locale](std::string_view word) { return locale.find(word) != std::string_view::npos; };
        return found("UTF-8") || found("utf8") || found("utf-8") || found("UTF8");
    }
    return false;
}

bool no_color_wanted() noexcept {
    const char* chosen = std::getenv("NO_COLOR");  // any value but an empty one
    return chosen != nullptr && *chosen != '\0';
}

}  // namespace tracerouter::host
