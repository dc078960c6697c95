#pragma once

#include <boost/asio/ip/address.hpp>

#include <string_view>
#include <utility>

#include "targets/address_set.hpp"
#include "targets/address_walk.hpp"
#include "targets/covered_ranges.hpp"
#include "targets/exclusion_list.hpp"
#include "targets/number_set.hpp"
#include "targets/prefix.hpp"

namespace tracerouter::targets {

/// Decides what is a target: nothing that is excluded, and nothing a second time. Of addresses inside an earlier prefix
/// nothing is remembered.
class target_filter {
public:
    explicit target_filter(exclusion_list excluded);

    /// Whether an address that stands alone is a target.
    [[nodiscard]] bool admit(const boost::asio::ip::address& address);

    /// Whether a name is a target: not if it was there before, however its letters were written.
    [[nodiscard]] bool admit(std::string_view name);

    /// The addresses of a prefix that are targets, but for those that stood alone before it: see stood_alone().
    [[nodiscard]] address_walk admit(const prefix& block);

    /// Whether an address of a walk was a target before.
    [[nodiscard]] bool stood_alone(const boost::asio::ip::address& address) const noexcept {
        return alone_.contains(address);
    }

private:
    exclusion_list excluded_;
    covered_ranges covered_;
    address_set alone_;
    number_set names_;
};

}  // namespace tracerouter::targets
