#pragma once

#include <string_view>

namespace tracerouter::host {

/// Whether people read standard error as it comes.
[[nodiscard]] bool standard_error_is_terminal() noexcept;

/// Puts text on standard error as it is, at once.
void write_to_standard_error(std::string_view text);

/// Whether a live view can be shown: standard output is a terminal, and one that moves its cursor (TERM is not "dumb").
[[nodiscard]] bool can_show_pictures() noexcept;

/// Whether this user's locale has all characters of Unicode: the first of LC_ALL, LC_CTYPE and LANG that is set says
/// UTF-8.
[[nodiscard]] bool is_unicode_wanted() noexcept;

/// Whether this user wants no colours of any program (https://no-color.org).
[[nodiscard]] bool no_color_wanted() noexcept;

}  // namespace tracerouter::host
