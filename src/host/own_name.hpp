#pragma once

#include <string>

namespace tracerouter::host {

/// The name of this machine; empty: it has none.
[[nodiscard]] std::string own_name();

}  // namespace tracerouter::host
