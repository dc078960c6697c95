#include "targets/permutation.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "targets/mixing.hpp"

namespace tracerouter::targets {

permutation::permutation(std::uint64_t last, std::uint64_t key) noexcept
    : last_{last}, key_{key}, half_bits_{std::max(1u, (static_cast<unsigned>(std::bit_width(last)) + 1) / 2)} {}

std::uint64_t permutation::at(std::uint64_t place) const noexcept {
    // The power of four is less than four times the range, so this takes less than four steps on average.
    std::uint64_t number = place;
    do number = enciphered(number);
    while (number > last_);
    return number;
}

std::uint64_t permutation::enciphered(std::uint64_t number) const noexcept {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = number >> half_bits_;
    std::uint64_t right = number & mask;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        left ^= mixed(right ^ mixed(key_ + round)) & mask;
        std::swap(left, right);
    }
    return left << half_bits_ | right;
}

}  // namespace tracerouter::targets
