#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scenario.hpp"

namespace lab {

constexpr std::size_t least_extended_quote = 128;  // RFC 4884 section 4: shorter quotes are padded with zeros

/// Size of the extension structure (RFC 4884 section 7): the label stack (RFC 4950), if there is one, and the objects
/// behind it; 0 if there is neither.
std::size_t extension_size(const manners& how);

void write_extension(const manners& how, std::span<std::uint8_t> out);

}  // namespace lab
