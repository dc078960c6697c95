#pragma once

#include <cstdint>

#include "base/mix.hpp"

namespace tracerouter::engine {

/// Numbers that look random, one for each count, and say nothing of each other: two rounds with a key before each, so
/// that what is seen of some of them is no way back to the key but trying all 2^64.
class keyed_numbers {
public:
    explicit keyed_numbers(std::uint64_t secret) : first_(mix(secret ^ 0x736c'6f74'6b65'7931)), second_(mix(~first_)) {}

    [[nodiscard]] std::uint64_t at(std::uint64_t count) const { return mix(second_ + mix(first_ + count)); }

private:
    std::uint64_t first_;
    std::uint64_t second_;
};

}  // namespace tracerouter::engine
