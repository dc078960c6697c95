#pragma once

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

#include "base/mix.hpp"

namespace tracerouter::engine {

/// Where a target is, as far as it matters to who may speak for it.
struct locality {
    std::uint32_t neighbourhood = 0;  ///< of the targets that differ from it in the last octet alone
    std::uint8_t network = 0;         ///< of its /16, of IPv6 its /32: one of 64

    friend bool operator==(const locality&, const locality&) = default;
};

/// Keyed, so that nobody can choose targets that seem to be of many networks, or of another's neighbourhood.
[[nodiscard]] inline locality locality_of(const boost::asio::ip::address& target, std::uint64_t secret) {
    std::uint64_t network = 0;
    std::uint64_t neighbourhood = 0;
    if (target.is_v4()) {
        const std::uint32_t bits = target.to_v4().to_uint();
        network = mix(secret ^ bits >> 16);
        neighbourhood = mix(secret ^ bits >> 8);
    } else {
        const auto octets = target.to_v6().to_bytes();
        neighbourhood = secret;
        for (std::size_t at = 0; at + 1 < octets.size(); ++at) {
            neighbourhood = mix(neighbourhood ^ octets[at]);
            if (at == 3) network = neighbourhood;
        }
    }
    return {static_cast<std::uint32_t>(neighbourhood), static_cast<std::uint8_t>(network >> 58)};
}

/// How many traces have seen the same, such that nobody can be many. Who answers for a network can make any number of
/// traces to it see what he wants; so for the targets of others all of them together count as one.
class witnesses {
public:
    /// Fewer networks than this say nothing about another: one owner may have several.
    static constexpr int fewest_networks = 7;

    void add(const locality& target) {
        networks_[target.network / 32] |= bit_of(target);
        for (std::size_t at = 0; at < homes; ++at) {
            if (counts_[at] == 0) neighbourhoods_[at] = target.neighbourhood;
            if (neighbourhoods_[at] != target.neighbourhood) continue;
            if (counts_[at] < std::numeric_limits<std::uint8_t>::max()) ++counts_[at];
            return;
        }
    }

    /// How many of them may speak for that target: its neighbours each for themselves, all others by networks, if these
    /// are enough.
    [[nodiscard]] std::uint32_t count_for(const locality& target) const {
        std::uint32_t count = networks() >= fewest_networks ? static_cast<std::uint32_t>(networks()) : 0;
        for (std::size_t at = 0; at < homes; ++at) {
            if (counts_[at] > 0 && neighbourhoods_[at] == target.neighbourhood) {
                count = std::max<std::uint32_t>(count, counts_[at]);
            }
        }
        return count;
    }

    /// Whether one of them is of its own network, or they are of enough others.
    [[nodiscard]] bool near(const locality& target) const {
        return (networks_[target.network / 32] & bit_of(target)) != 0 || networks() >= fewest_networks;
    }

private:
    static constexpr std::size_t homes = 4;  // the first to come; most links lead to fewer

    [[nodiscard]] static std::uint32_t bit_of(const locality& target) {
        return std::uint32_t{1} << target.network % 32;
    }
    [[nodiscard]] int networks() const { return std::popcount(networks_[0]) + std::popcount(networks_[1]); }

    // Small, since there is one for each pair of routers. More than 255 prove no more than 255 do.
    std::array<std::uint32_t, 2> networks_{};  // a bit for each
    std::array<std::uint32_t, homes> neighbourhoods_{};
    std::array<std::uint8_t, homes> counts_{};
};

}  // namespace tracerouter::engine
