#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "multipath/alias_search.hpp"
#include "multipath/completeness.hpp"
#include "multipath/early_repeats.hpp"
#include "multipath/flow_table.hpp"
#include "multipath/hop_limits.hpp"
#include "multipath/packet_tests.hpp"
#include "multipath/path_graph.hpp"
#include "multipath/question_plan.hpp"
#include "multipath/shared_ways.hpp"
#include "tracerouter/path_set.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::multipath {

/// The search for all paths to one target: which flow is asked at which TTL next, and what the answers add up to. It
/// sends nothing and reads no clock.
///
/// Flow: what the first path shows is told by met() and missed(), as far as it goes. Then next(); and answered(),
/// lost() or unsent() once for each question that it returned.
class path_search {
public:
    struct settings {
        path_options wanted{};
        std::uint8_t first_ttl = 1;
        std::uint8_t max_ttl = 30;
        duration patience = std::chrono::seconds{25};  ///< how long limited routers are waited for
        boost::asio::ip::address target{};
        shared_ways* others = nullptr;  ///< that search for paths to other targets; lives longer than the search
        shared_ways::kind kind = 0;     ///< among these
    };

    explicit path_search(const settings& chosen);

    // Flow 0, which others ask: somebody has answered, or nobody has.

    /// \param last it is the target, or lets nobody pass
    /// \return false: it was known
    bool met(std::uint8_t ttl, const boost::asio::ip::address& responder, bool last);
    /// \param turn a limit on answers explains it, and we are answered about so often; absent: none does
    void missed(std::uint8_t ttl, time_point now, std::optional<duration> turn = {});

    /// Nobody has answered, but others tell who is there.
    void told(std::uint8_t ttl, const boost::asio::ip::address& router);

    /// What to ask next; it is under way from now on.
    std::optional<question> next(time_point now);
    /// Whether there is something to ask. It waits for nearly all answers to what was asked before, since they tell
    /// what is still needed.
    [[nodiscard]] bool has_next(time_point now);
    /// What next() would return; only if has_next().
    [[nodiscard]] question front() const {
        return {.flow = table_.flow_of(queue_.front().row), .ttl = queue_.front().ttl};
    }
    /// When limited routers may be asked again, others may have told more, or something is asked again early.
    [[nodiscard]] std::optional<time_point> due() const;

    /// \param last it is the target, or lets nobody pass
    /// \param id the IP identification of the answer, if it is known
    void answered(const question& asked, time_point now, const boost::asio::ip::address& responder, bool last,
                  const std::optional<id_sample>& id = {});
    /// An answer names another address as that of an interface of the responder.
    void told_interface(const boost::asio::ip::address& responder, const boost::asio::ip::address& other) {
        if (chosen_.wanted.aliases) aliases_.told_interface(responder, other);
    }
    /// \param turn as of missed()
    void lost(const question& asked, time_point now, std::optional<duration> turn = {});
    /// It has not left this host.
    void unsent(const question& asked);

    /// Whether there is nothing more to ask, nor anything awaited, as far as the last has_next() knew.
    [[nodiscard]] bool finished() const { return !stale_ && queue_.empty() && under_way_.empty() && !due_; }
    /// What was found so far.
    [[nodiscard]] path_set result();

private:
    struct awaited {
        std::uint16_t round = 0;
        time_point asked{};
    };

    void plan(time_point now);
    void repeat_early(time_point now);
    void take_over_from_others(time_point now);
    void take_over(const shared_ways::advice& advice);
    void copy_rows(const found_ways& found);
    void tell_others(const path_graph& graph);
    void note_gaps(const path_graph& graph, completeness& sure);
    [[nodiscard]] std::vector<hop_met> first_path() const;
    bool has_next_of_aliases(time_point now);
    [[nodiscard]] std::size_t room() const;
    void learn(std::uint16_t row, std::uint8_t ttl, const boost::asio::ip::address& responder, bool last);
    void come_back(const question& asked);
    void note_lost(std::uint16_t row, std::uint8_t ttl, time_point now, std::optional<duration> turn);
    void compare(const question& asked, const boost::asio::ip::address& responder, bool last);
    [[nodiscard]] bool known(const question& asked) const;
    [[nodiscard]] cell& cell_of(const question& asked) { return table_.at(table_.row_of(asked.flow), asked.ttl); }
    [[nodiscard]] path_gap reason_of_gap(const path_graph& graph, std::uint8_t ttl) const;
    [[nodiscard]] std::size_t answers_at(std::uint8_t ttl) const;
    [[nodiscard]] int most_at(std::uint8_t ttl, time_point now) const;
    [[nodiscard]] path_graph look();

    settings chosen_;
    place_among_searches place_;
    multipath::taken_over taken_over_;
    std::optional<boost::asio::ip::address> taken_from_;  // for which target it was found
    std::map<std::uint8_t, boost::asio::ip::address> told_;
    std::vector<found_ways::meeting> meetings_;  // in what was taken over
    flow_table table_;
    vertex_table vertices_;
    std::deque<table_place> queue_;
    packet_tests tests_;
    alias_search aliases_;
    hop_limits limits_;
    std::multimap<std::uint32_t, awaited> under_way_;  // by flow and TTL
    early_repeats repeats_;
    std::uint8_t answered_to_;        // the highest TTL with an answer
    std::size_t asked_together_ = 0;  // by the last plan, or still under way then
    bool stale_ = true;               // the queue is not of the last answer
    std::optional<time_point> begun_;
    std::optional<time_point> due_;
    std::uint32_t sent_ = 0;
    std::uint16_t flows_ = 1;           // that were asked
    std::uint32_t first_path_ = 0;      // probes that others sent
    std::uint16_t round_ = 1;           // the last one; the first path is the first
    std::uint16_t answered_round_ = 1;  // the last one of which something was answered
};

}  // namespace tracerouter::multipath
