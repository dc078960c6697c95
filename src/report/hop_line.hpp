#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "report/facts.hpp"
#include "report/text_buffer.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

struct hop_line_style {
    bool names = true;  ///< "NAME (ADDRESS)", with the address for an unknown name; otherwise "ADDRESS"
    bool color = false;
    fact_lookup facts{};
};

/// What the line of a hop is read against.
struct hop_line_context {
    std::size_t queries = 3;                  ///< asked for per hop
    std::uint16_t tos = 0;                    ///< the TOS byte of the probes as it was before this hop
    std::optional<std::uint16_t> path_mtu{};  ///< up to the hop before
};

/// Appends the line of one hop, with its end, as traceroute(8) writes it: the TTL, then for each query
///
/// - " RESPONDER", " [AS64500]" if its AS is known, and " <EXTENSIONS>" where they differ from those of the answer
/// before,
/// - "  RTT ms", and " !X" for an answer that ends the path,
/// - " *" for no answer, whatever the reason. A retry takes the place of a probe without answer, so that there are
///   never more asterisks than queries asked for,
/// - or nothing for a query that was not sent.
///
/// EXTENSIONS is the MPLS label stack as `traceroute -e` writes it, interfaces (<IF:incoming,name=xe-0/0/1>), objects
/// of unknown kinds (<EXT:class/type:octets>), and our marks in the same brackets: <nat> for an answer that passed a
/// translator, <TOS:0x00> where a router quotes another TOS byte than `context` has, <TTL:3> where the probe expired
/// with more than 1 left; behind the asterisks of a hop <limited>, or <inferred> behind the responder that other traces
/// prove; behind all else <firewall>, <no-route> or another word for why this host itself refused probes. F=1400 at the
/// end of a line: the path MTU up to this hop, where it is another than before.
void append_hop_line(text_buffer& out, const hop_result& hop, const hop_line_context& context,
                     const hop_line_style& style);

/// The TOS byte of the probes behind this hop, given what it was before, as far as the hop tells.
[[nodiscard]] std::uint16_t tos_behind(const hop_result& hop, std::uint16_t before);

}  // namespace tracerouter::report
