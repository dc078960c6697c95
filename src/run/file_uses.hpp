#pragma once

#include "host/refusal.hpp"
#include "run/config.hpp"

namespace tracerouter::run {

/// Refuses a file that is named for two purposes of which one would spoil the other.
///
/// Files are told apart by device and inode, through whatever name or link they are reached (/dev/fd/3, too), and one
/// that does not exist yet by its folder and name. Only where nothing can be lost may two purposes share a file: both
/// read it, or it holds nothing, as terminals and /dev/null do.
[[nodiscard]] host::or_refusal<void> check_file_uses(const config& config);

}  // namespace tracerouter::run
