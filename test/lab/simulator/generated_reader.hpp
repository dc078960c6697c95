#pragma once

#include <optional>

#include "object_reader.hpp"
#include "scenario.hpp"

namespace lab {

std::optional<generated_plan> read_generated(object_reader& document, const manners& router,
                                             const manners& destination);

}  // namespace lab
