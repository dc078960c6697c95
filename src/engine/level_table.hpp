#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/error_budget.hpp"
#include "engine/hop_ttl.hpp"
#include "engine/path_map.hpp"
#include "engine/witnesses.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// What all traces of one engine have seen at each TTL, whatever router was there: how many are silent, and whether
/// limits explain that.
class level_table {
public:
    // What was seen at one TTL.
    struct level {
        std::uint32_t tried = 0;  // traces that have probed it
        std::uint32_t heard = 0;  // answers of routers there
        witnesses agreeing;       // beyond the first of their link
        witnesses answered;       // traces that have met a router there
        std::uint32_t disputes = 0;
        boost::asio::ip::address first_router;
        bool several_routers = false;
        bool faster = false;                    // some router there grants more than a limited one
        std::uint32_t lately_heard = 0;         // answers of routers there, lately
        std::uint32_t lately_missed = 0;        // traces that got none where others have met one on the same way
        std::optional<time_point> silent_from;  // when the first probe without an answer was sent there ...
        time_point silent_to{};                 // ... and the last one
        std::optional<time_point> used_up_at;   // when a router there had given the last of its budget ...
        std::uint64_t used_up = 0;              // ... the key of that router
    };

    [[nodiscard]] const level& at(hop_ttl ttl) const {
        return ttl.value() < levels_.size() ? levels_[ttl.value()] : unseen_;
    }
    [[nodiscard]] level& of(hop_ttl ttl) {
        if (ttl.value() >= levels_.size()) levels_.resize(ttl.value() + levels_at_once);
        return levels_[ttl.value()];
    }

    /// A router has answered, and has that budget now.
    /// \param key names it
    void heard(const boost::asio::ip::address& router, std::uint64_t key, hop_ttl ttl, time_point sent,
               const error_budget& budget);
    /// Probes of a hop are overdue, the last of which was sent at that time.
    void silent(hop_ttl ttl, time_point sent);

    /// Whether all traces pass one and the same router at each TTL up to there.
    [[nodiscard]] bool on_trunk(const path_map& trace, const locality& target, hop_ttl ttl) const;
    /// Whether answers of routers there are missing that limits may have kept back, as far as enough were heard to
    /// tell.
    [[nodiscard]] bool limits_show(hop_ttl ttl) const;
    /// Up to which TTL less than half of the probes are answered, since limits are used up.
    [[nodiscard]] hop_ttl limited_up_to() const;
    /// Whether limits of routers there were used up before our first probe.
    [[nodiscard]] bool used_up_by_others(hop_ttl ttl) const;
    /// The same of some router on the way of this trace.
    [[nodiscard]] bool others_came_before(const path_map& trace) const;
    /// Whether that may be so, as far as can be told before limits have had the time to refill.
    [[nodiscard]] bool others_may_have_come(const path_map& trace) const;

private:
    [[nodiscard]] bool may_be_used_up(hop_ttl ttl) const;

    // By TTL, as far as any was seen: new memory is dear to touch.
    static constexpr std::size_t levels_at_once = 32;
    std::vector<level> levels_;
    level unseen_;
};

}  // namespace tracerouter::engine
