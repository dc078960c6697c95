#pragma once

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/address_hash.hpp"
#include "engine/bounded_table.hpp"
#include "engine/error_budget.hpp"
#include "engine/hop_ttl.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// What the searches for paths of one engine know together of the limits of routers on ICMP errors: near hops are the
/// same for many targets, and a router counts what this host sends to all of them. Memory is bounded.
class path_limits {
public:
    /// \param secret that nobody knows who could choose addresses
    explicit path_limits(std::uint64_t secret) : secret_(secret) {}

    void join() { ++searches_; }
    void leave() { --searches_; }
    /// Searches under way: they share what a limited router grants.
    [[nodiscard]] int searches() const { return std::max(1, searches_); }

    /// A router has answered a probe that was sent at `sent` with that TTL by an ICMP error.
    void answered(const boost::asio::ip::address& router, hop_ttl ttl, time_point sent) {
        bool fresh = false;
        error_budget& budget = budgets_.make(hash_of(router, secret_) | 1, fresh);
        if (fresh) budget = error_budget{router.is_v6()};
        budget.answered(sent);
        std::vector<time_point>& hops = used_up_until_[router.is_v6() ? 1 : 0];
        if (ttl.value() >= hops.size()) hops.resize(std::size_t{ttl.value()} + 1);
        hops[ttl.value()] = std::max(hops[ttl.value()], budget.used_up_until());
    }
    /// Whether a limit explains that a probe has no answer. Which router has not given it is not known: one there that
    /// has given all it grants is enough.
    [[nodiscard]] bool explains(bool ipv6, hop_ttl ttl, time_point sent) const {
        const std::vector<time_point>& hops = used_up_until_[ipv6 ? 1 : 0];
        return ttl.value() < hops.size() && sent < hops[ttl.value()];
    }

private:
    std::uint64_t secret_;
    int searches_ = 0;
    bounded_table<error_budget> budgets_{1 << 16};
    std::array<std::vector<time_point>, 2> used_up_until_;  // by family, and then by TTL
};

}  // namespace tracerouter::engine
