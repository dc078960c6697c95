#pragma once

#include <string>

namespace tracerouter::cli {

/// One line that says which right is missing and how to grant it to this very executable.
[[nodiscard]] std::string missing_rights_message();

}  // namespace tracerouter::cli
