#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "multipath/flow_table.hpp"
#include "multipath/path_graph.hpp"
#include "multipath/stopping_points.hpp"
#include "tracerouter/path_set.hpp"

namespace tracerouter::multipath {

/// How far a plan may go.
struct plan_limits {
    std::uint8_t known_to = 0;           ///< up to that hop, where all flows meet, nothing is asked
    std::uint16_t most_flows = 1'024;    ///< flows that may be tried
    std::size_t most_questions = 3'000;  ///< in this plan
    /// How many may be asked at that TTL now, since routers there limit their answers.
    std::function<int(std::uint8_t ttl)> most_at = [](std::uint8_t) { return INT16_MAX; };
};

/// Which questions are still needed, hop by hop from this host on, given what has been answered and what is under way.
///
/// Behind each group so many flows have to be answered as rule out that a further way was missed. Flows that are known
/// to pass the group come first. Where they are too few, others are asked whether they pass it, and at the next hop at
/// the same time if that will probably be wanted. So all hops of a flow are asked at once, and each pair of answers of
/// a flow is a true link.
class question_plan {
public:
    question_plan(const path_graph& graph, flow_table& table, const vertex_table& vertices, stopping_points& points,
                  const plan_limits& limits);

    [[nodiscard]] std::vector<table_place> make();
    /// Whether more would have been asked, but for plan_limits::most_at.
    [[nodiscard]] bool held_back() const { return held_back_; }

private:
    /// What a group still needs at the next hop.
    struct want {
        double flows = 0;  ///< to be answered there, and not known yet
        double there = 0;  ///< the same, less what will be answered by flows that may pass the group
        double share = 0;  ///< of all flows, that pass the group
    };

    void plan_behind(std::uint8_t ttl);
    void ask_again_what_was_lost(std::uint8_t ttl);
    void ask_behind_all(std::uint8_t ttl);
    [[nodiscard]] std::vector<want> wants(std::uint8_t ttl) const;
    void ask_known(std::uint8_t ttl, std::vector<want>& wanted);
    void count_coming(std::uint8_t ttl, std::vector<want>& wanted);
    void bring(std::uint8_t ttl, std::vector<want>& wanted);
    void find_predecessors(std::uint8_t ttl);
    [[nodiscard]] std::vector<double> shares_of(std::uint16_t row, std::uint8_t ttl,
                                                const std::vector<want>& wanted) const;
    [[nodiscard]] bool bring_one(std::uint8_t ttl, std::vector<want>& wanted);
    void ask_behind(std::uint16_t row, std::uint8_t ttl, std::vector<want>& wanted, const std::vector<double>& shares);
    void ask_up(std::uint16_t row, std::uint8_t ttl);
    [[nodiscard]] bool full() const { return asked_.size() >= limits_.most_questions; }
    bool ask(std::uint16_t row, std::uint8_t ttl);
    [[nodiscard]] bool unasked(std::uint16_t row, std::uint8_t ttl) const;
    [[nodiscard]] bool coming(std::uint16_t row, std::uint8_t ttl) const;
    [[nodiscard]] bool planned(std::uint16_t row, std::uint8_t ttl) const;

    const path_graph& graph_;
    flow_table& table_;
    const vertex_table& vertices_;
    stopping_points& points_;
    const plan_limits& limits_;
    std::vector<table_place> asked_;
    std::vector<std::vector<bool>> planned_;  // by TTL, and then by row
    std::vector<int> left_at_;                // by TTL
    bool held_back_ = false;
};

/// How many flows have to be answered behind a group; 0 if nobody is behind it, or too few answer.
[[nodiscard]] int flows_needed(const group& one, stopping_points& points, const vertex_table& vertices);
/// Whether there, or at the next hop, more vertices are side by side than are followed.
[[nodiscard]] bool too_wide(const path_graph& graph, std::uint8_t ttl);
/// Whether too many of those that were asked behind a group stay without an answer.
[[nodiscard]] bool too_silent(const group& one, stopping_points& points);

}  // namespace tracerouter::multipath
