#pragma once

#include "object_reader.hpp"
#include "scenario.hpp"

namespace lab {

noise_plan read_noise(object_reader& document);

}  // namespace lab
