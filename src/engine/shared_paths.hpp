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
        std::uint16_t witnesses = 0;     // all of them
        std::uint16_t missed = 0;        // traces it did not answer, as long as it has not when it was asked again
        std::uint16_t recovered = 0;     // traces it answered when it was asked again
        hop_ttl ttl;                     // of the hop
        std::uint8_t silences : 2 = 0;   // traces that met nobody there, as long as none has
        std::uint8_t questions : 3 = 0;  // where paths part: asked since a new router was found there
        bool disputed : 1 = false;       // some traces passed another one

        void note_missed() {
            if (missed < UINT16_MAX) ++missed;
        }
        /// Where paths part: whether one more trace should ask who is there. Six answers by known routers show that
        /// there is no further one, at 95 % (Augustin, Friedman and Teixeira, E2EMON 2007: MDA).
        bool take_question() {
            constexpr unsigned enough_questions = 6;
            if (questions >= enough_questions) return false;
            ++questions;
            return true;
        }
        /// What is near the source, and was met more than once, is on the way of more traces to come.
        [[nodiscard]] int worth() const { return (witnesses > 1 ? 256 : 0) - ttl.value(); }
    };
    static_assert(sizeof(link) <= 64, "there are 131,072 of them");
    explicit shared_paths(std::uint64_t secret) : secret_(secret) {}

    /// A router has said that the TTL was exceeded.
    /// \param extra the probe was sent on top of the first one, as granted by advice
    /// \return whether it is the first answer of this router
    bool heard(const boost::asio::ip::address& router, hop_ttl ttl, time_point sent, bool extra);
    /// Takes in the hops of a trace, once its first probes have been answered or are overdue.
    void learn(const path_map& trace);
    /// Takes in one hop that has become known since.
    void learn(const path_map& trace, hop_ttl ttl);
    /// The same of a hop that was asked and is silent for good.
    void learn_silence(const path_map& trace, hop_ttl ttl);
    /// A router that had never answered before has answered there.
    void found_new(const path_map& trace, hop_ttl ttl);

    /// What was seen at each TTL.
    [[nodiscard]] level_table& levels() { return levels_; }
    [[nodiscard]] const level_table& levels() const { return levels_; }
    /// What is known of the hop `ttl` of those traces that come to `next`.
    [[nodiscard]] link& link_before(const next_hop& next, hop_ttl ttl);
    /// The same; null if nothing is.
    [[nodiscard]] link* find_link_before(const next_hop& next, hop_ttl ttl);
    [[nodiscard]] error_budget& budget_of(const boost::asio::ip::address& router) {
        bool fresh = false;
        return budget_of(router, key_of(router), fresh);
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
    error_budget& budget_of(const boost::asio::ip::address& router, std::uint64_t key, bool& fresh);
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
