#pragma once

#include <string>
#include <vector>

#include "internet.hpp"

namespace lab {

/// The true path to `target`, by its IPv4 or its IPv6 address, as one JSON object; see the README for its keys.
std::string truth_about(const internet& network, address target);

/// Addresses that can be traced: those of the destinations (a prefix by its first address), then the generated ones.
std::vector<address> targets_of(const internet& network, std::uint64_t limit);
/// So many of a generated internet, evenly spread; none of any other.
std::vector<address> spread_targets_of(const internet& network, std::uint64_t count);

}  // namespace lab
