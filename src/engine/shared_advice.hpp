#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>

#include "engine/path_map.hpp"
#include "engine/shared_paths.hpp"
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
        skip,     ///< leave it unasked: others have asked enough there
    };
    kind what = kind::give_up;
    boost::asio::ip::address router{};
};

/// Advises traces by what all traces of one engine know together (`shared_paths`).
///
/// A router that limits its errors answers a few of the traces that pass it. The others learn of it from their
/// neighbours: all traces that pass the same next hop through one and the same router prove that it is there. Where
/// they disagree (parallel paths) nothing is proven.
class shared_advice {
public:
    explicit shared_advice(std::uint64_t secret) : known_(secret) {}

    /// What they know, to be told of what each trace has found.
    [[nodiscard]] shared_paths& known() { return known_; }

    /// For a hop whose probes are all overdue.
    [[nodiscard]] advice about_silence(const path_map& trace, hop_ttl ttl, time_point now);
    /// The same, when there is no time for more.
    [[nodiscard]] advice in_vain(const path_map& trace, hop_ttl ttl) const;
    /// For a hop that has answered and has further queries to come.
    [[nodiscard]] advice about_next_query(const path_map& trace, hop_ttl ttl, time_point now);
    /// The same, as far as it can be told without asking anybody: for a hop of which more will be known.
    [[nodiscard]] advice about_proof(const path_map& trace, hop_ttl ttl);
    /// For a hop that was not probed, because others know the way from a later one or are about to.
    [[nodiscard]] advice about_skipped(const path_map& trace, hop_ttl ttl, time_point now);

private:
    using link = shared_paths::link;

    [[nodiscard]] advice about_suspect(link& known, const path_map& trace, hop_ttl ttl, time_point now);
    [[nodiscard]] advice about_unanswered_question(const path_map& trace, hop_ttl ttl, time_point now) const;
    [[nodiscard]] advice about_unheard(link& known, const path_map& trace, hop_ttl ttl, time_point now);
    [[nodiscard]] advice about_unknown(link& known, const path_map& trace, hop_ttl ttl, time_point now);

    shared_paths known_;
};

}  // namespace tracerouter::engine
