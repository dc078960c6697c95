#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "multipath/flow_table.hpp"
#include "tracerouter/path_set.hpp"

namespace tracerouter::multipath {

/// Somebody who answers at a TTL, or a silent place behind another vertex.
struct vertex {
    std::uint8_t ttl = 0;
    std::optional<boost::asio::ip::address> address{};
    bool last = false;            ///< no flow goes on from there
    std::uint8_t silent_run = 0;  ///< silent places in a row that end here
    bool per_packet = false;      ///< packets of one flow go on different ways
    ip_id_kind ip_id = ip_id_kind::unknown;
    path_gap gap = path_gap::none;  ///< why not all ways behind it were found, if they were not
};

/// The vertices that were met, each with a number that stays.
class vertex_table {
public:
    vertex_table() { all_.emplace_back(); }

    vertex_id answering(std::uint8_t ttl, const boost::asio::ip::address& address);
    vertex_id silent_behind(std::uint8_t ttl, vertex_id before);
    [[nodiscard]] std::optional<vertex_id> find(std::uint8_t ttl, const boost::asio::ip::address& address) const;
    [[nodiscard]] vertex& operator[](vertex_id id) { return all_[id]; }
    [[nodiscard]] const vertex& operator[](vertex_id id) const { return all_[id]; }
    [[nodiscard]] std::size_t size() const { return all_.size(); }

private:
    std::vector<vertex> all_;
    std::map<std::pair<std::uint8_t, boost::asio::ip::address>, vertex_id> answering_;
    std::map<std::pair<std::uint8_t, vertex_id>, vertex_id> silent_;
};

/// A way on from a group, and how many flows took it.
struct way {
    vertex_id to = no_vertex;
    std::uint16_t flows = 0;
};

/// Vertices of one hop behind which the same is asked: one vertex, or all of a hop where a flow does not stay with one
/// of them, because packets are balanced before it.
struct group {
    std::vector<vertex_id> members{};
    std::vector<std::uint16_t> flows{};  ///< that pass it
    std::vector<way> ways{};             ///< to the next hop: who was met by flows that pass it
    /// The same of flows that must have passed it (`hop_view::passed_by`), though they were not asked here.
    std::vector<way> beyond{};
    std::uint16_t answered = 0;  ///< flows of `beyond`
    std::uint16_t lost = 0;      ///< the same, and it is not known to whom
    bool last = false;           ///< no flow goes on from there
};

/// One hop as all flows show it.
struct hop_view {
    std::vector<vertex_id> at{};  ///< whom each flow meets; no_vertex where that is not known
    std::vector<group> groups{};
    std::size_t width = 0;  ///< vertices
    bool mixed = false;     ///< a flow does not stay with one vertex
    bool answers = false;   ///< somebody answers there

    /// Whom a flow passes: all pass the only vertex of a hop, those included that were not asked there.
    [[nodiscard]] vertex_id passed_by(std::uint16_t flow) const;
    /// The index of the group with that vertex; as many as there are if none has it.
    [[nodiscard]] std::size_t group_of(vertex_id vertex) const;
};

/// What the answers so far say of all hops, from this host (the first one) up to a TTL.
class path_graph {
public:
    /// \param first the lowest TTL that is asked
    /// \param last the highest that is looked at
    path_graph(const flow_table& table, vertex_table& vertices, std::uint8_t first, std::uint8_t last);

    [[nodiscard]] const hop_view& hop(std::uint8_t ttl) const {
        return hops_[static_cast<std::size_t>(ttl - first_ + 1)];
    }
    [[nodiscard]] const flow_table& table() const { return table_; }
    [[nodiscard]] std::uint8_t first() const { return first_; }
    [[nodiscard]] std::uint8_t last() const { return last_; }
    /// Groups with several ways.
    [[nodiscard]] int branchings() const;

private:
    void look_at(vertex_table& vertices, std::uint8_t ttl);
    void place_silent(vertex_table& vertices, std::uint8_t ttl, hop_view& hop);
    void make_groups(const vertex_table& vertices, hop_view& hop, bool mixed);
    void find_ways(std::uint8_t ttl);

    const flow_table& table_;
    std::uint8_t first_;
    std::uint8_t last_;
    std::vector<hop_view> hops_;  // from this host on
};

/// Whether a probe that is lost may be sent once more.
[[nodiscard]] bool final_loss(const cell& one);

}  // namespace tracerouter::multipath
