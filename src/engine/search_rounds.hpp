#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/probe.hpp"
#include "engine/unmarked_responders.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// The rounds of one attempt after the other of `responder_search`: which TTLs are probed in which round, who answered
/// in which, and what follows from that.
///
/// Each TTL takes part in a few rounds, no two in the same ones, and a round ends before the next begins: a responder
/// that answers in certain rounds can only be at a TTL that was probed in all of them. Sixteen TTLs take six rounds of
/// half of them each.
class search_rounds {
public:
    /// A responder was found at a TTL.
    struct find {
        std::size_t responder;  ///< its index
        hop_ttl ttl;
        probe_index probe;       ///< one of the search that it answered there ...
        unmarked_answer answer;  ///< ... and how
    };

    explicit search_rounds(unmarked_responders& responders) : responders_(responders) {}

    /// So many TTLs take no more rounds than `ttls` of them.
    [[nodiscard]] static std::size_t as_many_as(std::size_t ttls, unsigned most_weight);

    /// Begins an attempt, and its first round.
    /// \param most_weight rounds in which a TTL takes part, at most; 1: one TTL a round
    /// \param last_chance nothing will be tried behind it
    void begin(std::span<const hop_ttl> ttls, unsigned most_weight, bool last_chance);
    [[nodiscard]] bool under_way() const { return !asked_.empty(); }

    /// Whether a probe of this round is to be sent, given that nothing beyond `end` is of interest.
    [[nodiscard]] bool has_next(hop_ttl end) const { return !queue_.empty() && queue_.back() <= end; }
    /// Its TTL.
    [[nodiscard]] hop_ttl peek() const { return queue_.back(); }
    /// It is sent. \param probe the index it gets
    void next(probe_index probe);
    /// It has left.
    void sent(time_point at);
    /// Whether one of this round has.
    [[nodiscard]] bool left() const { return left_; }
    /// When the last one of all rounds did.
    [[nodiscard]] time_point last_sent() const { return last_sent_; }

    /// Somebody answered in this round.
    void hear(unmarked_answer answer);
    /// Answers in this round.
    [[nodiscard]] std::size_t heard() const { return heard_in_round_; }
    /// Nothing more is awaited of this round. The next one begins, if there is one. \return who was found
    [[nodiscard]] std::vector<find> end_round();

    // Of the last attempt.

    [[nodiscard]] bool found_some() const { return found_some_; }
    /// TTLs where somebody was found who has not answered all probes: somebody else may be there, too.
    [[nodiscard]] std::span<const hop_ttl> shared() const { return shared_; }

private:
    struct asked_ttl {
        hop_ttl ttl;
        round_set probed;
        round_set answered = 0;  // by those who were found there
    };
    struct sent_probe {
        hop_ttl ttl;
        unsigned round;
        probe_index index;
    };
    struct heard_answer {
        std::size_t responder;
        unsigned round;
        unmarked_answer what;
    };

    void begin_round(unsigned round);
    void doubt_ends();
    void end();
    [[nodiscard]] bool one_ttl_a_round() const { return asked_.size() == round_count_; }
    void find_who_was_alone();
    void find_by_rounds();
    [[nodiscard]] asked_ttl* place_of(const unmarked_responder& one);
    [[nodiscard]] bool ends_at(const unmarked_responder& one, hop_ttl ttl) const;
    void found(std::size_t index, asked_ttl& place);

    unmarked_responders& responders_;
    std::vector<asked_ttl> asked_;
    bool last_chance_ = false;
    unsigned round_count_ = 0;
    std::vector<sent_probe> sent_;
    std::vector<heard_answer> heard_;
    std::vector<find> finds_;
    std::vector<hop_ttl> shared_;
    bool found_some_ = false;
    time_point last_sent_{};

    // Of this round.
    unsigned round_ = 0;
    std::vector<hop_ttl> queue_;  // TTLs to be sent, the next one last
    bool left_ = false;
    time_point began_{};  // when its first probe left
    std::size_t heard_in_round_ = 0;
};

}  // namespace tracerouter::engine
