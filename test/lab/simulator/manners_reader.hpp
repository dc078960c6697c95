#pragma once

#include "object_reader.hpp"
#include "scenario.hpp"

namespace lab {

/// The keys that routers and destinations share, on top of `base`.
manners read_manners(object_reader& from, manners base);

std::optional<rewrite> read_rewrite(object_reader& from);

}  // namespace lab
