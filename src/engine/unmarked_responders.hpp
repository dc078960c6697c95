#pragma once

#include <boost/asio/ip/address.hpp>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/hop_ttl.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// An answer that does not say which probe it is about.
struct unmarked_answer {
    time_point at{};
    tracerouter::reply reply;
};

/// Rounds of an attempt of `responder_search`, one bit each.
using round_set = std::uint64_t;

/// Who has answered without saying to which probe.
struct unmarked_responder {
    boost::asio::ip::address address;
    bool ends = false;                       ///< says that the path ends
    bool several = false;                    ///< is at several TTLs, so that rounds do not tell them apart
    std::vector<unmarked_answer> earlier{};  ///< before the search, in order of arrival
    std::optional<duration> fastest{};       ///< of these
    std::vector<hop_ttl> ttls{};             ///< where it was found
    round_set answered = 0;                  ///< in this attempt
    bool doubtful = false;  ///< in this attempt: an answer came too soon, so it is one of a round before

    [[nodiscard]] bool searched_for() const { return ttls.empty(); }
};

/// All responders of one trace whose answers do not say which probe they are about, and what is known of them.
class unmarked_responders {
public:
    [[nodiscard]] std::span<unmarked_responder> all() { return list_; }
    [[nodiscard]] std::span<const unmarked_responder> all() const { return list_; }
    [[nodiscard]] unmarked_responder& operator[](std::size_t index) { return list_[index]; }
    [[nodiscard]] const unmarked_responder& operator[](std::size_t index) const { return list_[index]; }
    /// Who has given that answer, now known if there was room.
    std::optional<std::size_t> make(const reply& answer);

    /// Before the search: somebody answered.
    /// \param since the last query that it may be about, \param queries to each TTL
    void hear(unmarked_answer answer, duration since, unsigned queries);
    /// Answers from before the search whose probes are not known yet.
    [[nodiscard]] std::size_t earlier_answers() const { return earlier_answers_; }
    /// The first of the answers that this responder gave before the search, if there is one that left it.
    [[nodiscard]] const unmarked_answer* earlier(std::size_t index) const;
    /// That one, which goes to the probe it was about.
    unmarked_answer take_earlier(std::size_t index);
    /// How much the answers of a responder from before the search differ in time, on average.
    [[nodiscard]] duration spread_before() const;

    /// The TTL of that responder, if it was found at one alone.
    [[nodiscard]] std::optional<hop_ttl> ttl_of(const reply& answer) const;
    [[nodiscard]] bool found_at(hop_ttl ttl) const;
    /// Responders that are still searched for.
    [[nodiscard]] std::size_t missing() const;
    [[nodiscard]] bool an_end_is_missing() const;
    [[nodiscard]] bool only_ends_are_unconfirmed() const;
    /// Of growing TTLs without an answer, how many are not beyond the end, as far as answers tell how far that is.
    [[nodiscard]] std::size_t up_to_the_end(std::span<const hop_ttl> open) const;

    // The search asks a TTL.

    void note_tried(hop_ttl ttl) { tried_.set(ttl.value()); }
    [[nodiscard]] bool tried(hop_ttl ttl) const { return tried_[ttl.value()]; }
    [[nodiscard]] bool follows_a_known_hop(hop_ttl ttl) const;

private:
    [[nodiscard]] std::optional<std::size_t> index_of(const reply& answer) const;

    std::vector<unmarked_responder> list_;
    std::size_t earlier_answers_ = 0;
    std::bitset<256> tried_;
};

}  // namespace tracerouter::engine
