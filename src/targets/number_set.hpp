#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "targets/address_number.hpp"

namespace tracerouter::targets {

/// Numbers of 128 bits in one flat table (open addressing, linear probing), 22 to 43 octets each. It is keyed, so that
/// no numbers can be chosen that are slow to find.
class number_set {
public:
    /// Whether it was not there.
    bool insert(const address_number& number);
    [[nodiscard]] bool contains(const address_number& number) const noexcept;

private:
    /// Where the number is, or the free place where it would be.
    [[nodiscard]] std::size_t place_of(const address_number& number) const noexcept;
    void grow();

    std::vector<address_number> places_;  ///< a power of two, at most three quarters taken; zero marks a free one
    std::size_t taken_ = 0;
    std::uint64_t key_ = 0;  ///< drawn for the first number
    bool has_zero_ = false;  ///< the one that cannot stand in the table
};

}  // namespace tracerouter::targets
