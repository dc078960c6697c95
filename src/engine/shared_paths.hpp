#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/bounded_table.hpp"
#include "engine/error_budget.hpp"
#include "engine/packed_address.hpp"
#include "engine/path_map.hpp"
#include "engine/witnesses.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// A router, and where a trace has met it.
struct next_hop {
    boost::asio::ip::address router;
    hop_ttl ttl{};
};

/// The first router that is known behind a hop.
[[nodiscard]] std::optional<next_hop> known_behind(const path_map& trace, hop_ttl ttl);
/// Whether it comes twice on that path.
[[nodiscard]] bool in_loop(const path_map& trace, const next_hop& hop);

/// What the traces of one engine know together: which router stands before which, and how many errors each grants us.
/// Memory is bounded; what does not fit is forgotten.
///
/// Answers can be invented by whoever stands before a target, and only about that target. So traces speak for their
/// neighbours alone; for others it takes traces to many networks (`witnesses`).
class shared_paths {
public:
    // Which router traces passed on their way to a later one.
    struct link {
        time_point asked_at{};
        packed_address before;
        engine::witnesses by_network;
        std::uint16_t witnesses = 0;  // all of them
        std::uint16_t missed = 0;     // traces it did not answer, as long as it has not when it was asked again
        std::uint16_t recovered = 0;  // traces it answered when it was asked again
        std::uint16_t silences = 0;   // traces that met nobody there, as long as none has
        bool disputed = false;        // some traces passed another one

        void note_missed() {
            if (missed < UINT16_MAX) ++missed;
        }
    };
    // What was seen at one TTL, by all traces together.
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
    explicit shared_paths(std::uint64_t secret) : secret_(secret) {}

    /// A router has said that the TTL was exceeded.
    /// \param extra the probe was sent on top of the first one, as granted by advice
    void heard(const boost::asio::ip::address& router, hop_ttl ttl, time_point sent, bool extra);
    /// Probes of a hop are overdue, the last of which was sent at that time.
    void silent(hop_ttl ttl, time_point sent);
    /// Takes in the hops of a trace, once its first probes have been answered or are overdue.
    void learn(const path_map& trace);
    /// Takes in one hop that has become known since.
    void learn(const path_map& trace, hop_ttl ttl);
    /// The same of a hop that was asked and is silent for good.
    void learn_silence(const path_map& trace, hop_ttl ttl);

    /// What is known of the hop `ttl` of those traces that come to `next`.
    [[nodiscard]] link& link_before(const next_hop& next, hop_ttl ttl);
    /// The same; null if nothing is.
    [[nodiscard]] const link* find_link_before(const next_hop& next, hop_ttl ttl);
    [[nodiscard]] const level& at(hop_ttl ttl) const {
        return ttl.value() < levels_.size() ? levels_[ttl.value()] : unseen_;
    }
    [[nodiscard]] error_budget& budget_of(const boost::asio::ip::address& router) {
        return budget_of(router, key_of(router));
    }
    /// Null if the router has never answered.
    [[nodiscard]] error_budget* find_budget(const boost::asio::ip::address& router) {
        return budgets_.find(key_of(router));
    }
    [[nodiscard]] locality locality_of(const path_map& trace) const {
        return engine::locality_of(trace.setup().target, secret_);
    }

    /// Whether no other router than that of the link can stand at the hop `ttl` of this trace.
    [[nodiscard]] bool proven(const link& known, const path_map& trace, hop_ttl ttl) const;
    /// Whether all traces pass one and the same router at each TTL up to there.
    [[nodiscard]] bool on_trunk(const path_map& trace, hop_ttl ttl) const;
    /// Whether those traces that come to `next` meet nobody at the hop `ttl`, and limits do not explain that.
    [[nodiscard]] bool silent_before(const next_hop& next, hop_ttl ttl);
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
    /// Whether some trace that is near has been at a hop of this one, and went on from there to the source.
    [[nodiscard]] bool knows_way_from(const path_map& trace, const boost::asio::ip::address& router, hop_ttl ttl);

private:
    enum class distance : std::uint8_t { next, farther };

    [[nodiscard]] level& seen_at(hop_ttl ttl) {
        if (ttl.value() >= levels_.size()) levels_.resize(ttl.value() + levels_at_once);
        return levels_[ttl.value()];
    }
    [[nodiscard]] std::uint64_t key_of(const boost::asio::ip::address& router) const;
    [[nodiscard]] std::uint64_t key_of(const next_hop& next, hop_ttl ttl) const;
    [[nodiscard]] bool may_be_used_up(hop_ttl ttl) const;
    error_budget& budget_of(const boost::asio::ip::address& router, std::uint64_t key);
    void learn_farther(const path_map& trace, const next_hop& here, const locality& target);
    void add(const next_hop& next, const next_hop& before, distance apart, const locality& target);
    void note_missed(const next_hop& next, hop_ttl ttl);
    void note_recovery(const next_hop& next, hop_ttl ttl);

    std::uint64_t secret_;
    bounded_table<error_budget> budgets_{1 << 16};
    bounded_table<link> links_{1 << 17};
    // By TTL, as far as any was seen: new memory is dear to touch.
    static constexpr std::size_t levels_at_once = 32;
    std::vector<level> levels_;
    level unseen_;
};

}  // namespace tracerouter::engine
