#pragma once

#include <cstdint>
#include <optional>

#include "ordinary_path.hpp"
#include "timing_study.hpp"

namespace tracerouter::sim {

/// What a router in the middle of a path says of its end.
enum class saying {
    nothing,               ///< it lets probes expire like others, to compare with
    refuses_what_expires,  ///< but the path goes on
    refuses_two_ttls,      ///< the same: its address comes at two hops
    refuses_all,           ///< the path does end there
};

/// An ordinary path with a target that answers, and such a router. Nothing where no router in the middle answers, or
/// the target does not.
[[nodiscard]] std::optional<ordinary_path> make_doubtful_path(std::uint64_t number, saying said);

/// Traces those of the paths `first` to `first + count - 1`. Round trips are those to the end of the path.
[[nodiscard]] timing_figures study_doubt(saying said, const timing_setting& setting, std::uint64_t first,
                                         std::uint64_t count);

}  // namespace tracerouter::sim
