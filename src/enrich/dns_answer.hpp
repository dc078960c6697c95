#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tracerouter::enrich {

// Records of a DNS message (RFC 1035 section 4) as it came. Whatever is not such a message has none.

/// The names in its PTR records that belong to the question, aliases (CNAME) followed, in their order. None if one of
/// them has octets that no host name has (RFC 1123 section 2.1; "_", "/" and "*" are let pass).
[[nodiscard]] std::vector<std::string> parse_pointers(std::span<const std::uint8_t> message);

/// Its TXT records, the strings of each joined: any octets.
[[nodiscard]] std::vector<std::string> parse_texts(std::span<const std::uint8_t> message);

}  // namespace tracerouter::enrich
