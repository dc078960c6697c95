#pragma once

#include <string>
#include <string_view>

#include "object_reader.hpp"
#include "scenario.hpp"

namespace lab {

/// A scenario from its JSON text (comments and trailing commas allowed). Only meaningful while `errors` stays empty.
scenario parse_scenario(std::string_view text, complaints& errors);

scenario load_scenario(const std::string& file, complaints& errors);

}  // namespace lab
