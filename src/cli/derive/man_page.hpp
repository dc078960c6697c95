#pragma once

#include <string>
#include <string_view>

namespace tracerouter::cli {

/// The man page in roff: the prose of the template, its @OPTIONS@ and @VERSION@ filled in.
[[nodiscard]] std::string man_page(std::string_view prose);

}  // namespace tracerouter::cli
