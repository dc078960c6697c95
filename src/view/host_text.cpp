#include "view/host_text.hpp"

#include "report/escape.hpp"
#include "report/facts.hpp"
#include "view/text.hpp"

namespace tracerouter::view {

bool is_masked(std::uint16_t ttl, const model& seen, const screen_state& state) {
    return state.masks() && ttl <= seen.masked_hops;
}

std::string host_text(const boost::asio::ip::address& address, std::uint16_t ttl, const model& seen,
                      const screen_state& state) {
    if (is_masked(ttl, seen, state)) return "(hidden)";
    const auto number = narrowed(report::address_word(address), seen.unicode);
    const auto& known = report::facts_of(seen.facts, address);
    if (state.names() == name_mode::address || !known.name || known.name->empty()) return number;
    const auto name = narrowed(report::escape_word(*known.name), seen.unicode);
    return state.names() == name_mode::both ? name + " (" + number + ')' : name;
}

std::string as_text(const boost::asio::ip::address& address, std::uint16_t ttl, const model& seen,
                    const screen_state& state) {
    const auto& known = report::facts_of(seen.facts, address);
    if (!known.asn || is_masked(ttl, seen, state)) return {};
    return "AS" + std::to_string(*known.asn);
}

std::string target_text(const monitor_result& result, bool unicode) {
    return narrowed(report::escape_target(result.target), unicode);
}

std::string foreign_text(std::string_view text, bool unicode) {
    return narrowed(report::escape(text), unicode);
}

std::string mpls_text(const std::vector<mpls_label>& labels) {
    std::string out;
    for (const auto& entry : labels) {
        out += out.empty() ? "MPLS L=" : " / L=";
        out += std::to_string(entry.label) + " E=" + std::to_string(entry.traffic_class);
        out += std::string{" S="} + (entry.bottom ? '1' : '0') + " T=" + std::to_string(entry.ttl);
    }
    return out;
}

}  // namespace tracerouter::view
