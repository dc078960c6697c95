#pragma once

#include <string>

namespace tracerouter::cli {

[[nodiscard]] std::string help_text();
[[nodiscard]] std::string version_text();

}  // namespace tracerouter::cli
