#pragma once

#include <vector>

#include "multipath/completeness.hpp"
#include "multipath/path_graph.hpp"
#include "tracerouter/path_set.hpp"

namespace tracerouter::multipath {

/// What the answers add up to: vertices, links and diamonds, and how sure it is that none is missing.
/// \param sure of the same graph; why something is missing behind a vertex is in the vertex (`vertex::gap`)
[[nodiscard]] path_set report_of(const path_graph& graph, const vertex_table& vertices, completeness& sure);

/// The p of the chi-square test for equal shares: how likely ways that are equally likely differ as much.
[[nodiscard]] double evenness_of(const std::vector<way>& ways);

}  // namespace tracerouter::multipath
