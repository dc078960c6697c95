#include "report/text_reporter.hpp"

#include <algorithm>
#include <utility>

#include "report/escape.hpp"

namespace tracerouter::report {
namespace {

/// How many of the hops are known.
std::size_t known_hops(const trace_result& result) {
    if (result.stop != stop_reason::interrupted) return result.hops.size();
    const auto unanswered = [](const hop_result& hop) { return hop.state == hop_state::silent; };
    const auto end = std::find_if_not(result.hops.rbegin(), result.hops.rend(), unanswered);
    return static_cast<std::size_t>(result.hops.rend() - end);
}

}  // namespace

boost::system::error_code text_reporter::hop(const heading& trace, const hop_result& hop) {
    if (!options_.streaming) return {};
    std::string text;
    if (streamed_hops_++ == 0) begin(text, trace);
    append(text, trace, hop);
    return out_.write(text);
}

boost::system::error_code text_reporter::trace(const heading& trace, const trace_result& result) {
    const auto streamed = std::exchange(streamed_hops_, 0);
    std::string text;
    if (streamed == 0) begin(text, trace);
    for (auto i = streamed; i < known_hops(result); ++i) append(text, trace, result.hops[i]);
    return text.empty() ? boost::system::error_code{} : out_.write(text);
}

boost::system::error_code text_reporter::failure(const report::failure&) {
    return {};
}

void text_reporter::begin(std::string& text, const heading& trace) {
    if (blocks_++ > 0) text += '\n';
    text += "traceroute to " + escape_target(trace.target) + " (" + address_word(trace.address) + "), ";
    const std::uint16_t size = packet_size_of(trace.options, trace.address.is_v6());
    text += std::to_string(trace.options.max_ttl) + " hops max, " + std::to_string(size) + " byte packets\n";
    tos_ = trace.options.tos;
    path_mtu_.reset();
}

void text_reporter::append(std::string& text, const heading& trace, const hop_result& hop) {
    append_hop_line(text, hop, {.queries = trace.options.queries, .tos = tos_, .path_mtu = path_mtu_}, options_.style);
    tos_ = tos_behind(hop, tos_);
    if (hop.path_mtu) path_mtu_ = hop.path_mtu;
}

}  // namespace tracerouter::report
