#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "view/cell_grid.hpp"
#include "view/history.hpp"

namespace tracerouter::view {

/// Which part of a history a strip shows: `cells` times `cell`, up to a moment.
struct strip_span {
    history::second end{};         ///< the last second that is not shown any more
    std::chrono::seconds cell{1};  ///< what one cell stands for
    std::size_t cells = 0;
};

/// The span that ends at a moment. Cells begin at multiples of their length, so that what stands in them does not
/// change while time goes on.
[[nodiscard]] strip_span span_until(std::chrono::system_clock::time_point end, std::chrono::seconds cell,
                                    std::size_t cells);

/// The history of one TTL, oldest first, one sign for each cell of time: a bar as high as the best round-trip time,
/// between the lowest and the highest of the strip; "X" where all probes were lost, "!" where some were; a blank where
/// none is decided. Without `unicode` the eight bars are _ . - : = + * #.
[[nodiscard]] std::vector<cell> strip_of(const history& past, std::uint16_t ttl, const strip_span& span, bool unicode);

/// The scale above strips: where minutes or other round spans before the end are, and "|" where counters were reset.
[[nodiscard]] std::vector<cell> scale_of(const history& past, const strip_span& span);

}  // namespace tracerouter::view
