#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "scenario.hpp"

namespace lab {

/// Linux' inet_peer_xrlim_allow: credit grows with time up to `burst` intervals, an answer costs one interval.
class token_bucket {
public:
    bool has_token(const rate_limit& limit, nanoseconds now) {
        refill(limit, now);
        return credit_ >= limit.interval;
    }

    void take(const rate_limit& limit) { credit_ -= limit.interval; }

private:
    void refill(const rate_limit& limit, nanoseconds now) {
        const nanoseconds full = limit.interval * limit.burst;
        credit_ = fresh_ ? full : std::min(full, credit_ + (now - last_));
        last_ = now;
        fresh_ = false;
    }

    nanoseconds credit_{0};
    nanoseconds last_{0};
    bool fresh_ = true;
};

/// The limits of all routers; a bucket exists from the first answer that needs it.
class limiter {
public:
    /// `ipv6`: the same limit, refilled ten times as fast.
    bool allow(const manners& how, address router, address prober, bool ipv6, nanoseconds now) {
        rate_limit limit = how.limit.value_or(rate_limit{});
        if (ipv6) limit.interval /= 10;
        auto* own = how.limit ? &for_prober_[mix(router.low, prober.low, ipv6 ? 1 : 0)] : nullptr;
        auto* global = how.limit_global ? &for_all_[router] : nullptr;
        if (own != nullptr && !own->has_token(limit, now)) return false;
        if (global != nullptr && !global->has_token(*how.limit_global, now)) return false;
        if (own != nullptr) own->take(limit);
        if (global != nullptr) global->take(*how.limit_global);
        return true;
    }

private:
    std::unordered_map<std::uint64_t, token_bucket> for_prober_;
    std::unordered_map<address, token_bucket> for_all_;
};

}  // namespace lab
