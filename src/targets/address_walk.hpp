#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <vector>

#include "targets/covered_ranges.hpp"
#include "targets/permutation.hpp"
#include "targets/prefix.hpp"

namespace tracerouter::targets {

/// Walks through the addresses of a prefix that is not wide, but for parts of it: in their order, or in one that a key
/// shuffles. What it holds grows with the parts left out, never with the addresses.
class address_walk {
public:
    /// `left_out`: ascending; may overlap.
    address_walk(const prefix& block, const std::vector<low_range>& left_out);

    /// Takes the order that a key gives. Only before the first address.
    void shuffle(std::uint64_t key) { order_.emplace(last_, key); }

    /// The next address, or none behind the last one.
    [[nodiscard]] std::optional<boost::asio::ip::address> next();

    [[nodiscard]] bool done() const noexcept { return done_; }

    /// Addresses still to come; of more than 2^63 that number.
    [[nodiscard]] std::uint64_t left() const noexcept;

private:
    /// Addresses without a gap, and which place the first of them has among all.
    struct run {
        std::uint64_t place = 0;
        std::uint64_t low = 0;
    };

    void add(const low_range& addresses);
    [[nodiscard]] boost::asio::ip::address at(std::uint64_t place) const;

    boost::asio::ip::address like_;
    std::vector<run> runs_;  ///< ascending; none: nothing to walk through
    std::uint64_t last_ = 0;
    std::uint64_t next_ = 0;
    bool done_ = true;
    std::optional<permutation> order_;
};

}  // namespace tracerouter::targets
