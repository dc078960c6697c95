#pragma once

#include <boost/asio/ip/address.hpp>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// An answer that does not say which probe it is about.
struct unmarked_answer {
    time_point at{};
    tracerouter::reply reply;
};

/// Finds out at which TTL the responders are whose answers do not say which probe they are about.
///
/// TTLs are probed in rounds. Each TTL takes part in a few rounds, no two in the same ones, and a round ends before the
/// next begins: a responder that answers in certain rounds can only be at a TTL that was probed in all of them. Sixteen
/// TTLs take six rounds of half of them each. Lost answers leave several TTLs possible, never a wrong one alone; these
/// responders are searched for again, at last with one TTL a round.
///
/// A responder that says that the path ends does so for every TTL from its own on, so it is found where exactly the
/// rounds of those TTLs have brought it.
class responder_search {
public:
    /// A responder was found at a TTL.
    struct find {
        std::size_t responder;  ///< for take_earlier()
        std::uint8_t ttl;
        std::uint16_t probe;     ///< one of the search that it answered there ...
        unmarked_answer answer;  ///< ... and how
    };

    /// \param queries to each TTL before the search begins, \param weight most probes to each TTL in one attempt; 1:
    /// one TTL a round
    responder_search(unsigned queries, unsigned weight) : queries_(queries), most_weight_(weight) {}

    /// Whatever is heard from now on answers probes that left at `at` or later.
    void began(time_point at) { began_ = at; }
    /// Somebody answered.
    void hear(unmarked_answer answer);
    /// The TTL of that responder, if it was found at one alone.
    [[nodiscard]] std::optional<std::uint8_t> ttl_of(const reply& answer) const;
    [[nodiscard]] bool found_at(std::uint8_t ttl) const;

    /// Responders that are still searched for.
    [[nodiscard]] std::size_t missing() const;
    [[nodiscard]] bool begun() const { return attempts_ > 0 || stage_ != stage::several_at_once; }
    [[nodiscard]] bool done() const { return !in_round() && (stage_ == stage::ended || missing() == 0); }
    /// Answers from before the search whose probes are not known yet.
    [[nodiscard]] std::size_t earlier_answers() const { return earlier_answers_; }

    /// How much the answers of a responder from before the search differ in time, on average.
    [[nodiscard]] duration spread_before() const { return spreads_ == 0 ? duration{} : spread_sum_ / spreads_; }

    /// Begins an attempt, or gives up. Only if no round is under way and nothing else is awaited.
    /// \param open growing TTLs without an answer, \param end_known there are no others,
    /// \param refill after which limits on answers have refilled
    void plan(std::span<const std::uint8_t> open, bool end_known, duration refill);
    /// Limits are waited for until then, before the last attempt.
    [[nodiscard]] std::optional<time_point> waits_until() const { return waits_until_; }
    void pass(time_point now) {
        if (waits_until_ && *waits_until_ <= now) waits_until_.reset();
    }

    [[nodiscard]] bool in_round() const { return !asked_.empty(); }
    /// Whether answers may be about this round. Before its first probe has left they are about a round before, or about
    /// the queries if there was none.
    [[nodiscard]] bool listens() const { return in_round() && (left_ || searched_); }
    /// Whether a probe of this round is to be sent, given that nothing beyond `end` is of interest.
    [[nodiscard]] bool has_next(std::uint8_t end) const { return !queue_.empty() && queue_.back() <= end; }
    /// Its TTL. \param probe the number it gets
    std::uint8_t next(std::uint16_t probe);
    /// A probe of this round has left.
    void sent(time_point at);
    /// Answers in this round.
    [[nodiscard]] std::size_t heard() const { return heard_in_round_; }
    /// Nothing more is awaited of this round. The next one begins, if there is one. \return who was found
    [[nodiscard]] std::vector<find> end_round();
    /// The first of the answers that this responder gave before the search, if there is one that left it.
    [[nodiscard]] const unmarked_answer* earlier(std::size_t index) const;
    /// That one, which goes to the probe it was about.
    unmarked_answer take_earlier(std::size_t index);

private:
    enum class stage : std::uint8_t { several_at_once, one_at_a_time, ended };
    using rounds = std::uint64_t;  // one bit each

    struct responder {
        boost::asio::ip::address address;
        bool ends = false;                       // says that the path ends
        bool several = false;                    // is at several TTLs, so that rounds do not tell them apart
        std::vector<unmarked_answer> earlier{};  // before the search, in order of arrival
        std::optional<duration> fastest{};       // of these
        std::vector<std::uint8_t> ttls{};        // where it was found
        rounds answered = 0;                     // in this attempt
        bool doubtful = false;  // in this attempt: an answer came too soon, so it is one of a round before
    };
    struct asked_ttl {
        std::uint8_t ttl;
        rounds probed;
        rounds answered = 0;  // by those who were found there
    };
    struct sent_probe {
        std::uint8_t ttl;
        unsigned round;
        std::uint16_t number;
    };
    struct heard_answer {
        std::size_t responder;
        unsigned round;
        unmarked_answer what;
    };

    [[nodiscard]] static bool searched_for(const responder& one) { return one.ttls.empty(); }
    [[nodiscard]] bool an_end_is_missing() const;
    [[nodiscard]] bool only_ends_are_unconfirmed() const;
    [[nodiscard]] std::size_t up_to_the_end(std::span<const std::uint8_t> open) const;
    void note_spreads();
    [[nodiscard]] std::optional<std::size_t> index_of(const reply& answer) const;
    std::optional<std::size_t> make(const reply& answer);
    void hear_in_round(std::size_t index, unmarked_answer answer);

    [[nodiscard]] std::vector<std::uint8_t> window(std::span<const std::uint8_t> open, bool end_known) const;
    [[nodiscard]] std::vector<std::uint8_t> last_chance(std::span<const std::uint8_t> open, bool end_known) const;
    void begin(std::span<const std::uint8_t> ttls, unsigned most_weight);
    void begin_round(unsigned round);
    void end_attempt();
    [[nodiscard]] bool one_ttl_a_round() const { return asked_.size() == round_count_; }
    void find_who_was_alone();
    void find_by_rounds();
    [[nodiscard]] std::optional<std::size_t> place_of(const responder& one) const;
    [[nodiscard]] bool ends_at(const responder& one, std::uint8_t ttl) const;
    void found(std::size_t index, asked_ttl& place);

    unsigned queries_;
    unsigned most_weight_;
    stage stage_ = stage::several_at_once;
    std::vector<responder> responders_;
    std::size_t earlier_answers_ = 0;
    duration spread_sum_{};
    int spreads_ = 0;  // responders in that sum
    std::bitset<256> tried_;

    // Of this attempt; nothing is asked while asked_ is empty.
    unsigned attempts_ = 0;
    std::vector<asked_ttl> asked_;
    unsigned round_count_ = 0;
    unsigned round_ = 0;
    std::vector<sent_probe> sent_;
    std::vector<heard_answer> heard_;
    std::vector<find> finds_;
    std::vector<std::uint8_t> shared_;  // TTLs where somebody was found who has not answered all probes of the attempt
    bool found_some_ = false;

    std::vector<std::uint8_t> queue_;  // of this round, the next one last
    bool left_ = false;                // a probe of this round has
    bool searched_ = false;            // a probe of any round has
    std::size_t heard_in_round_ = 0;
    time_point began_{};
    time_point last_sent_{};
    std::optional<time_point> waits_until_;
};

}  // namespace tracerouter::engine
