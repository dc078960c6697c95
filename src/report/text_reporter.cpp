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
    if (!streaming_) return {};
    std::string text;
    if (streamed_hops_++ == 0) begin_block(text, trace.target, trace.address, trace.options);
    append_hop(text, hop, trace.options.queries);
    return out_.write(text);
}

boost::system::error_code text_reporter::trace(const trace_result& result, target_number) {
    const auto streamed = std::exchange(streamed_hops_, 0);
    std::string text;
    if (streamed == 0) begin_block(text, result.target, result.address, result.options);
    for (auto i = streamed; i < known_hops(result); ++i) append_hop(text, result.hops[i], result.options.queries);
    return text.empty() ? boost::system::error_code{} : out_.write(text);
}

void text_reporter::begin_block(std::string& text, std::string_view target, const boost::asio::ip::address& address,
                                const trace_options& options) {
    if (blocks_++ > 0) text += '\n';
    text += "traceroute to " + escape_target(target) + " (" + address_word(address) + "), ";
    const std::uint16_t size = packet_size_of(options, address.is_v6());
    text += std::to_string(options.max_ttl) + " hops max, " + std::to_string(size) + " byte packets\n";
    tos_ = options.tos;
    path_mtu_.reset();
}

void text_reporter::append_hop(std::string& text, const hop_result& hop, std::uint8_t queries) {
    append_hop_line(text, hop, {.queries = queries, .tos = tos_, .path_mtu = path_mtu_}, style_);
    tos_ = tos_behind(hop, tos_);
    if (hop.path_mtu) path_mtu_ = hop.path_mtu;
}

}  // namespace tracerouter::report
