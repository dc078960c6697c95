#pragma once

#include <cstdint>
#include <vector>

#include "multipath/path_graph.hpp"
#include "multipath/shared_ways.hpp"
#include "multipath/stopping_points.hpp"

namespace tracerouter::multipath {

/// All ways up to a hop where they meet, as another search has found them.
struct taken_over {
    std::uint8_t up_to = 0;  ///< TTL; 0: none
    double confidence = 1;   ///< the chance that these are all, if nothing is missing
    bool complete = true;    ///< nothing is (`vertex::gap`)
};

/// How sure it is that a graph has all ways.
class completeness {
public:
    /// \param level path_options::confidence
    completeness(const path_graph& graph, const vertex_table& vertices, double level, taken_over known);

    [[nodiscard]] const taken_over& known() const { return known_; }
    /// Whether too few flows were answered behind a group of the hop at that TTL.
    [[nodiscard]] bool missing(const group& one, std::uint8_t ttl);
    /// The chance that all ways behind the vertices of that hop were found.
    [[nodiscard]] double confidence_at(std::uint8_t ttl);
    /// The chance that all were found up to the end, if nothing is missing.
    [[nodiscard]] double confidence();
    /// Hops behind what was taken over where all flows meet; not the last one.
    [[nodiscard]] std::vector<found_ways::meeting> meetings();

private:
    double chance_to_miss(const group& one, const hop_view& hop);

    const path_graph& graph_;
    const vertex_table& vertices_;
    taken_over known_;
    stopping_points points_;
    stopping_points alone_;  // if one branching less had been found
};

}  // namespace tracerouter::multipath
