#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracerouter::enrich {

/// The AS of "64500 | 198.18.0.0/15 | US | arin | 2010-01-01", as Team Cymru answers about an address. Of several
/// records the longest prefix counts, of several origins of one prefix the first. Absent: none of them is such a
/// record.
[[nodiscard]] std::optional<std::uint32_t> parse_origin(const std::vector<std::string>& records);

/// The last field of "64500 | US | arin | 2010-01-01 | EXAMPLE-AS Example, US": who the AS is.
[[nodiscard]] std::optional<std::string> parse_as_name(std::string_view record);

}  // namespace tracerouter::enrich
