#pragma once

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "multipath/flow_table.hpp"
#include "multipath/id_series.hpp"
#include "multipath/path_graph.hpp"
#include "tracerouter/path_set.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::multipath {

/// Which addresses of a diamond are of one router. All of them are asked in rounds, one after the other, so that their
/// IP identifications can be compared (`share_a_counter`); whoever has no possible partner left is asked no more.
class alias_search {
public:
    /// The vertices that are compared, with flows that meet them; once.
    /// \param end when limited routers are no longer waited for
    void begin(const path_graph& graph, const vertex_table& vertices, time_point end);
    [[nodiscard]] bool begun() const { return begun_; }

    /// The next round; empty if none is needed, or it is not due yet.
    /// \param all_answered nothing of the last one is under way
    [[nodiscard]] std::vector<table_place> next_round(time_point now, bool all_answered);
    [[nodiscard]] std::optional<time_point> due() const { return due_; }
    /// A limit on answers explains a loss, and we are answered about so often.
    void limited(duration turn) { turn_ = std::max(turn_, turn); }
    /// \param by whom it was asked for
    void answered(const table_place& by, vertex_id said, const id_sample& sample);
    /// Answers of one address name another one as that of an interface.
    void told_interface(const boost::asio::ip::address& responder, const boost::asio::ip::address& other);

    [[nodiscard]] ip_id_kind kind_of(vertex_id one) const;
    /// Sets of addresses of which it is proven, in the order of `vertices`.
    [[nodiscard]] std::vector<path_router> routers(const std::vector<path_vertex>& vertices) const;

private:
    struct candidate {
        vertex_id vertex = no_vertex;
        boost::asio::ip::address address{};
        table_place by{};  // the flow that meets it
        std::size_t diamond = 0;
        std::vector<id_sample> samples{};
    };

    void add_hop(const path_graph& graph, const vertex_table& vertices, std::uint8_t ttl, std::size_t diamond);
    [[nodiscard]] bool is_due(time_point now, bool all_answered);
    [[nodiscard]] bool may_have_partner(const candidate& one) const;
    [[nodiscard]] std::vector<alias_evidence> proofs() const;

    bool begun_ = false;
    time_point end_{};
    duration turn_{};  // of limited routers
    time_point round_begun_{};
    time_point round_ends_{};  // whoever has not answered then does not hold up the others
    duration longest_{};       // that answers took
    std::optional<time_point> due_;
    std::size_t rounds_ = 0;
    std::size_t full_rounds_ = 0;  // most were answered
    std::size_t asked_of_round_ = 0;
    std::size_t answers_of_round_ = 0;
    std::vector<candidate> candidates_;
    std::set<std::pair<boost::asio::ip::address, boost::asio::ip::address>> interfaces_;
};

}  // namespace tracerouter::multipath
