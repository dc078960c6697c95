#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "tracerouter/time.hpp"

namespace tracerouter::multipath {

/// At which hops routers limit their answers, and when they may be asked again.
class hop_limits {
public:
    /// Whether a limit is believed that explains a loss as well as chance does. Where somebody has answered, a few are
    /// asked again: a router that has used its limit up answers none of them.
    /// \param answers how many that hop has given
    [[nodiscard]] bool believes(std::uint8_t ttl, std::size_t answers) {
        constexpr std::size_t by_chance = 2;
        constexpr std::size_t answers_for_one_more = 16;
        if (answers == 0 || limited_.contains(ttl)) return true;
        return ++suspects_[ttl] > by_chance + answers / answers_for_one_more;
    }
    /// The hop is limited, and answers about so often.
    void note(std::uint8_t ttl, time_point now, duration turn) { limited_[ttl] = {now + turn, turn}; }
    void asked(std::uint8_t ttl, time_point now) {
        const auto limit = limited_.find(ttl);
        if (limit != limited_.end()) limit->second.next = now + limit->second.turn;
    }

    [[nodiscard]] bool contains(std::uint8_t ttl) const { return limited_.contains(ttl); }
    /// How many may be asked there now.
    [[nodiscard]] int most_at(std::uint8_t ttl, time_point now) const {
        const auto limit = limited_.find(ttl);
        if (limit == limited_.end()) return INT16_MAX;
        return now < limit->second.next ? 0 : 1;
    }
    /// When the next of them may be asked, but not later than `latest`. Where the turn has come already, nothing is
    /// wanted.
    [[nodiscard]] time_point next(time_point now, time_point latest) const {
        for (const auto& [ttl, limit] : limited_) {
            if (limit.next > now && limit.next < latest) latest = limit.next;
        }
        return latest;
    }

private:
    struct pace {
        time_point next{};  // when somebody may be asked there again
        duration turn{};    // from one to the next
    };

    std::map<std::uint8_t, pace> limited_;
    std::map<std::uint8_t, std::size_t> suspects_;
};

}  // namespace tracerouter::multipath
