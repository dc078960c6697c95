#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "run/done_set.hpp"
#include "run/tally.hpp"

namespace tracerouter::run {

/// What a run is, as far as its results depend on it. Runs with the same plan have the same targets in the same order.
struct run_plan {
    std::uint64_t options = 0;         ///< digest of those that change results
    std::uint64_t targets = 0;         ///< digest of those typed
    std::vector<std::uint64_t> lists;  ///< digests of their contents

    friend bool operator==(const run_plan&, const run_plan&) = default;
};

/// How far a run has come, and all that is needed to go on.
struct checkpoint {
    run_plan plan{};
    std::optional<std::uint64_t> seed{};  ///< of the order; none: the given one
    std::uint64_t output_size = 0;        ///< octets of the results of the targets that are done
    bool finished = false;
    tally_counts counts{};
    done_set done{};

    friend bool operator==(const checkpoint&, const checkpoint&) = default;
};

/// Lines of a name and a value, for people too.
[[nodiscard]] std::string text_of(const checkpoint& state);
[[nodiscard]] std::optional<checkpoint> parse_checkpoint(std::string_view text);

}  // namespace tracerouter::run
