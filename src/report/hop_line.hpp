#pragma once

#include <cstddef>
#include <string>

#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

struct hop_line_style {
    bool names = true;  ///< "NAME (ADDRESS)", with the address for an unknown name; otherwise "ADDRESS"
    bool color = false;
};

/// Appends the line of one hop, with its end, as traceroute(8) writes it: the TTL, then for each query
///
/// - " RESPONDER" and " <EXTENSIONS>" where they differ from those of the answer before,
/// - "  RTT ms", and " !X" for an answer that ends the path,
/// - or " *" for no answer, whatever the reason. A retry takes the place of a probe without answer, so that there are
///   never more asterisks than queries asked for.
///
/// EXTENSIONS is the MPLS label stack as `traceroute -e` writes it, and our marks in the same brackets: <nat> for an
/// answer that passed a translator; behind the asterisks of a hop <limited>, or <inferred> behind the responder that
/// other traces prove.
void append_hop_line(std::string& out, const hop_result& hop, std::size_t queries, hop_line_style style);

}  // namespace tracerouter::report
