#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/bounded_table.hpp"
#include "engine/error_budget.hpp"
#include "engine/path_map.hpp"
#include "engine/witnesses.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// What to do about a hop that stayed without an answer, or could be asked more.
struct advice {
    enum class kind : std::uint8_t {
        give_up,  ///< nothing explains it
        limited,  ///< a limit explains it, and nothing more will be known in time
        infer,    ///< `router` is there
        ask,      ///< send another probe
        wait,     ///< something that is under way will tell
    };
    kind what = kind::give_up;
    boost::asio::ip::address router{};
};

/// What the traces of one engine know together: which router stands before which, and how many errors each grants us.
/// Memory is bounded; what does not fit is forgotten.
///
/// A router that limits its errors answers a few of the traces that pass it. The others learn of it from their
/// neighbours: all traces that pass the same next hop through one and the same router prove that it is there. Where
/// they disagree (parallel paths) nothing is proven.
///
/// Answers can be invented by whoever stands before a target, and only about that target. So traces speak for their
/// neighbours alone; for others it takes traces to many networks (`witnesses`).
class crowd {
public:
    explicit crowd(std::uint64_t secret) : secret_(secret) {}

    /// A router has said that the TTL was exceeded.
    /// \param extra the probe was sent on top of the first one, as granted by advice
    void heard(const boost::asio::ip::address& router, std::uint8_t ttl, time_point sent, bool extra);

    /// Takes in the hops of a trace, once its first probes have been answered or are overdue.
    void learn(const path_map& trace);
    /// Takes in one hop that has become known since.
    void learn(const path_map& trace, std::uint8_t ttl);

    /// For a hop whose probes are all overdue.
    [[nodiscard]] advice about_silence(const path_map& trace, std::uint8_t ttl, time_point now);
    /// The same, when there is no time for more.
    [[nodiscard]] advice in_vain(const path_map& trace, std::uint8_t ttl) const;
    /// For a hop that has answered and has further queries to come.
    [[nodiscard]] advice about_further_query(const path_map& trace, std::uint8_t ttl, time_point now);
    /// The same, as far as it can be told without asking anybody: for a hop of which more will be known.
    [[nodiscard]] advice about_proof(const path_map& trace, std::uint8_t ttl);
    /// For a hop that was not probed, because others know the way from a later one or are about to.
    [[nodiscard]] advice about_skipped(const path_map& trace, std::uint8_t ttl, time_point now);

    /// Whether some trace that is near has been at a hop of this one, and went on from there to the source.
    [[nodiscard]] bool knows_way_from(const path_map& trace, const boost::asio::ip::address& router, std::uint8_t ttl);

private:
    // Which router traces passed on their way to a later one.
    struct link {
        boost::asio::ip::address before;
        time_point asked_at{};
        engine::witnesses by_network;
        std::uint16_t witnesses = 0;  // all of them
        std::uint16_t missed = 0;     // traces it did not answer, as long as it has not when it was asked again
        std::uint16_t recovered = 0;  // traces it answered when it was asked again
        bool disputed = false;        // some traces passed another one
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
        bool faster = false;                   // some router there grants more than a limited one
        std::optional<time_point> used_up_at;  // when a router there had given the last of its budget ...
        std::uint64_t used_up = 0;             // ... the key of that router
    };
    struct next_hop {
        boost::asio::ip::address router;
        std::uint8_t ttl = 0;
    };

    [[nodiscard]] std::uint64_t key_of(const boost::asio::ip::address& router) const;
    [[nodiscard]] std::uint64_t key_of(const next_hop& next, std::uint8_t ttl) const;
    error_budget& budget_of(const boost::asio::ip::address& router, std::uint64_t key);
    [[nodiscard]] static std::optional<next_hop> known_behind(const path_map& trace, int ttl);
    [[nodiscard]] static bool in_loop(const path_map& trace, const next_hop& hop);
    [[nodiscard]] static std::optional<next_hop> known_before(const path_map& trace, int ttl);
    enum class distance : std::uint8_t { next, farther };

    [[nodiscard]] locality locality_of(const path_map& trace) const {
        return engine::locality_of(trace.setup().target, secret_);
    }
    void learn_farther(const path_map& trace, const next_hop& here, const locality& target);
    void add(const next_hop& next, const next_hop& before, distance apart, const locality& target);
    void note_recovery(const next_hop& next, std::uint8_t ttl);
    [[nodiscard]] bool proven(const link& known, const path_map& trace, std::uint8_t ttl) const;
    [[nodiscard]] bool on_trunk(const path_map& trace, std::uint8_t ttl) const;
    [[nodiscard]] bool used_up_by_others(int ttl) const;
    [[nodiscard]] bool others_came_before(const path_map& trace) const;
    [[nodiscard]] static bool mere_loss(const link& known);
    [[nodiscard]] advice about_suspect(link& known, const path_map& trace, std::uint8_t ttl, time_point now);
    [[nodiscard]] advice about_unanswered_question(const path_map& trace, std::uint8_t ttl, time_point now) const;
    [[nodiscard]] advice about_unheard(link& known, const path_map& trace, std::uint8_t ttl, time_point now);
    [[nodiscard]] advice about_unknown(link& known, const path_map& trace, std::uint8_t ttl, time_point now);

    std::uint64_t secret_;
    bounded_table<error_budget> budgets_{1 << 16};
    bounded_table<link> links_{1 << 17};
    std::array<level, 256> levels_;
};

}  // namespace tracerouter::engine
