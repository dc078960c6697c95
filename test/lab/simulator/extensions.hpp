#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scenario.hpp"

namespace lab {

constexpr std::size_t least_extended_quote = 128;  // RFC 4884 section 4: shorter quotes are padded with zeros

/// Size of the extension structure (RFC 4884 section 7) with one MPLS label stack object (RFC 4950).
std::size_t mpls_extension_size(const std::vector<mpls_entry>& stack);

void write_mpls_extension(const std::vector<mpls_entry>& stack, std::span<std::uint8_t> out);

}  // namespace lab
