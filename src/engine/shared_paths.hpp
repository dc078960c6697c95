#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/bounded_table.hpp"
#include "engine/error_budget.hpp"
#include "engine/level_table.hpp"
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
        std::uint8_t silences = 0;    // traces that met nobody there, as long as none has
        bool disputed = false;        // some traces passed another one

        void note_missed() {
            if (missed < UINT16_MAX) ++missed;
        }
    };
    static_assert(sizeof(link) <= 64, "there are 131,072 of them");
    explicit shared_paths(std::uint64_t secret) : secret_(secret) {}

    /// A router has said that the TTL was exceeded.
    /// \param extra the probe was sent on top of the first one, as granted by advice
    void heard(const boost::asio::ip::address& router, hop_ttl ttl, time_point sent, bool extra);
    /// Takes in the hops of a trace, once its first probes have been answered or are overdue.
    void learn(const path_map& trace);
    /// Takes in one hop that has become known since.
    void learn(const path_map& trace, hop_ttl ttl);
    /// The same of a hop that was asked and is silent for good.
    void learn_silence(const path_map& trace, hop_ttl ttl);

    /// What was seen at each TTL.
    [[nodiscard]] level_table& levels() { return levels_; }
    [[nodiscard]] const level_table& levels() const { return levels_; }
    /// What is known of the hop `ttl` of those traces that come to `next`.
    [[nodiscard]] link& link_before(const next_hop& next, hop_ttl ttl);
    /// The same; null if nothing is.
    [[nodiscard]] const link* find_link_before(const next_hop& next, hop_ttl ttl);
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
    /// Whether those traces that come to `next` meet nobody at the hop `ttl`, and limits do not explain that.
    [[nodiscard]] bool silent_before(const next_hop& next, hop_ttl ttl);
    /// Whether some trace that is near has been at a hop of this one, and went on from there to the source.
    [[nodiscard]] bool knows_way_from(const path_map& trace, const boost::asio::ip::address& router, hop_ttl ttl);

private:
    enum class distance : std::uint8_t { next, farther };

    [[nodiscard]] std::uint64_t key_of(const boost::asio::ip::address& router) const;
    [[nodiscard]] std::uint64_t key_of(const next_hop& next, hop_ttl ttl) const;
    error_budget& budget_of(const boost::asio::ip::address& router, std::uint64_t key);
    void learn_farther(const path_map& trace, const next_hop& here, const locality& target);
    void add(const next_hop& next, const next_hop& before, distance apart, const locality& target);
    void note_missed(const next_hop& next, hop_ttl ttl);
    void note_recovery(const next_hop& next, hop_ttl ttl);

    std::uint64_t secret_;
    bounded_table<error_budget> budgets_{1 << 16};
    bounded_table<link> links_{1 << 17};
    level_table levels_;
};

}  // namespace tracerouter::engine
