#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <map>
#include <vector>

#include "targets/address_number.hpp"
#include "targets/prefix.hpp"

namespace tracerouter::targets {

/// Lower halves of the numbers of neighbouring addresses, both ends included.
struct low_range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    friend bool operator==(const low_range&, const low_range&) = default;
};

/// All addresses of a number of prefixes, none of them wide. Neighbouring prefixes take the room of one.
class covered_ranges {
public:
    void add(const prefix& block);

    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const noexcept;

    /// What of a prefix that is not wide is covered: ascending, apart from each other.
    [[nodiscard]] std::vector<low_range> inside(const prefix& block) const;

private:
    using ranges = std::map<address_number, std::uint64_t>;  // first address to the lower half of the last

    /// The first range that does not end before `first`.
    [[nodiscard]] static ranges::const_iterator reaching(const ranges& known, const address_number& first) noexcept;

    [[nodiscard]] const ranges& family_of(const boost::asio::ip::address& address) const noexcept {
        return address.is_v4() ? ipv4_ : ipv6_;
    }

    ranges ipv4_;
    ranges ipv6_;
};

}  // namespace tracerouter::targets
