#include "engine/size_search.hpp"

#include <algorithm>

#include "engine/end_claims.hpp"

namespace tracerouter::engine {

void size_search::begin(std::span<const hop_ttl> answering, const trace_setup& setup) {
    const bool ipv6 = setup.target.is_v6();
    const std::uint16_t least = ipv6 ? mtu_search::least_mtu_v6 : mtu_search::least_mtu_v4;
    // A larger probe may have come in fragments, or have been answered as too big.
    const std::uint16_t small = std::min(packet_size_of(setup.options, ipv6), least);
    search_.emplace(answering, small, setup.link_mtu, least);
}

std::optional<probe_plan> size_search::peek(hop_ttl /*end*/) const {
    if (!search_ || !search_->has_next()) return std::nullopt;
    const sized_probe next = search_->peek();
    return probe_plan{.ttl = next.ttl, .purpose = probe_purpose::size, .size = next.size};
}

void size_search::take(const probe_plan& /*plan*/, hop_ttl /*end*/) {
    search_->next();
}

void size_search::answered(const probe_record& probe, const reply& answer, const path_map& path) {
    const sized_probe sized{probe.ttl, probe.size};
    if (!says_too_big(answer, probe.size)) return search_->passed(sized);
    search_->too_big(sized, answer.mtu, path.hop_of(answer.responder));
}

}  // namespace tracerouter::engine
