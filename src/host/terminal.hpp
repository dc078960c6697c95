#pragma once

#include <string_view>

namespace tracerouter::host {

/// Whether people read standard error as it comes.
[[nodiscard]] bool standard_error_is_terminal() noexcept;

/// Puts text on standard error as it is, at once.
void write_to_standard_error(std::string_view text);

/// Whether this user wants no colours of any program (https://no-color.org).
[[nodiscard]] bool no_color_wanted() noexcept;

}  // namespace tracerouter::host
