#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/search_rounds.hpp"
#include "engine/unmarked_responders.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// Finds out at which TTL the responders are whose answers do not say which probe they are about.
///
/// TTLs are probed in rounds (`search_rounds`). Lost answers leave several TTLs possible, never a wrong one alone;
/// these responders are searched for again, at last with one TTL a round.
///
/// A responder that says that the path ends does so for every TTL from its own on, so it is found where exactly the
/// rounds of those TTLs have brought it.
class responder_search {
public:
    /// \param queries to each TTL before the search begins, \param weight most probes to each TTL in one attempt; 1:
    /// one TTL a round
    responder_search(unsigned queries, unsigned weight) : queries_(queries), most_weight_(weight) {}
    // Its parts refer to each other.
    responder_search(const responder_search&) = delete;
    responder_search& operator=(const responder_search&) = delete;

    /// Whatever is heard from now on answers probes that left at `at` or later.
    void began(time_point at) { began_ = at; }
    /// Somebody answered.
    void hear(unmarked_answer answer);

    /// Who has answered.
    [[nodiscard]] unmarked_responders& responders() { return responders_; }
    [[nodiscard]] const unmarked_responders& responders() const { return responders_; }
    [[nodiscard]] bool begun() const { return attempts_ > 0 || stage_ != stage::several_at_once; }
    [[nodiscard]] bool done() const { return !in_round() && (stage_ == stage::ended || responders_.missing() == 0); }
    /// How much the answers of a responder from before the search differ in time, on average.
    [[nodiscard]] duration spread_before() const { return spread_before_; }

    /// Begins an attempt, or gives up. Only if no round is under way and nothing else is awaited.
    /// \param open growing TTLs without an answer, \param end_known there are no others,
    /// \param refill after which limits on answers have refilled
    void plan(std::span<const hop_ttl> open, bool end_known, duration refill);
    /// Limits are waited for until then, before the last attempt.
    [[nodiscard]] std::optional<time_point> waits_until() const { return waits_until_; }
    void pass(time_point now) {
        if (waits_until_ && *waits_until_ <= now) waits_until_.reset();
    }

    [[nodiscard]] bool in_round() const { return rounds_.under_way(); }
    /// Its rounds, while one is under way.
    [[nodiscard]] search_rounds& rounds() { return rounds_; }
    [[nodiscard]] const search_rounds& rounds() const { return rounds_; }
    /// Whether answers may be about this round. Before its first probe has left they are about a round before, or about
    /// the queries if there was none.
    [[nodiscard]] bool listens() const { return in_round() && (rounds_.left() || searched_); }
    /// A probe of this round has left.
    void sent(time_point at);

private:
    enum class stage : std::uint8_t { several_at_once, one_at_a_time, ended };

    [[nodiscard]] bool several_at_once_helps() const;
    [[nodiscard]] bool some_were_silent() const;
    [[nodiscard]] std::vector<hop_ttl> window(std::span<const hop_ttl> open, bool end_known) const;
    [[nodiscard]] std::vector<hop_ttl> last_chance(std::span<const hop_ttl> open, bool end_known) const;

    unsigned queries_;
    unsigned most_weight_;
    stage stage_ = stage::several_at_once;
    unsigned attempts_ = 0;
    unmarked_responders responders_;
    search_rounds rounds_{responders_};
    bool searched_ = false;  // a probe of any round has left
    duration spread_before_{};
    time_point began_{};
    std::optional<time_point> waits_until_;
};

}  // namespace tracerouter::engine
