#pragma once

#include <cstdint>

namespace tracerouter::targets {

/// An order of the numbers from 0 to `last` that looks random and needs no memory: a Feistel network over the next
/// power of four, walked along until it comes back into the range (Black, Rogaway: Ciphers with arbitrary finite
/// domains, 2002). The same key gives the same order on every machine.
class permutation {
public:
    permutation(std::uint64_t last, std::uint64_t key) noexcept;

    /// The number at a place of the order; both from 0 to `last`.
    [[nodiscard]] std::uint64_t at(std::uint64_t place) const noexcept;

private:
    static constexpr std::uint64_t rounds = 4;

    [[nodiscard]] std::uint64_t enciphered(std::uint64_t number) const noexcept;

    std::uint64_t last_;
    std::uint64_t key_;
    unsigned half_bits_;
};

}  // namespace tracerouter::targets
