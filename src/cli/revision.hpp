#pragma once

#include <string_view>

namespace tracerouter::cli {

/// Where in its history the source stood that this was built from, as `git describe` has it; empty for a release.
[[nodiscard]] std::string_view revision() noexcept;

}  // namespace tracerouter::cli
