#pragma once

#include <string>

#include "run/config.hpp"

namespace tracerouter::run {

/// One line that says which file is named for two purposes of which one would spoil the other; empty: none is.
///
/// Files are told apart by device and inode, through whatever name or link they are reached (/dev/fd/3, too), and one
/// that does not exist yet by its folder and name. Only where nothing can be lost may two purposes share a file: both
/// read it, or it holds nothing, as terminals and /dev/null do.
[[nodiscard]] std::string contested_file(const config& config);

}  // namespace tracerouter::run
