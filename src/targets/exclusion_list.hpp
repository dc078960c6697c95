#pragma once

#include <boost/asio/ip/address.hpp>

#include <vector>

#include "targets/covered_ranges.hpp"
#include "targets/prefix.hpp"

namespace tracerouter::targets {

/// Addresses that must never be probed, whatever names or prefixes lead to them. Link-local ones are excluded on every
/// interface, whichever one is written.
class exclusion_list {
public:
    exclusion_list() = default;
    explicit exclusion_list(std::vector<prefix> prefixes);

    /// The excluded prefix that contains `address`, or null. O(log n).
    [[nodiscard]] const prefix* find(const boost::asio::ip::address& address) const noexcept;

    /// What of a prefix that is not wide is excluded, ascending.
    [[nodiscard]] std::vector<low_range> inside(const prefix& block) const;

private:
    std::vector<prefix> prefixes_;  ///< ascending, none inside another
};

}  // namespace tracerouter::targets
