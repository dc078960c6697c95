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
    text_.clear();
    if (streamed_hops_++ == 0) begin_block(trace.target, trace.address, trace.options);
    append_hop(hop, trace.options.queries);
    return out_.write(text_.text());
}

boost::system::error_code text_reporter::trace(const trace_result& result, target_number) {
    const auto streamed = std::exchange(streamed_hops_, 0);
    text_.clear();
    if (streamed == 0) begin_block(result.target, result.address, result.options);
    for (auto i = streamed; i < known_hops(result); ++i) append_hop(result.hops[i], result.options.queries);
    return text_.empty() ? boost::system::error_code{} : out_.write(text_.text());
}

void text_reporter::begin_block(std::string_view target, const boost::asio::ip::address& address,
                                const trace_options& options) {
    if (blocks_++ > 0) text_.append('\n');
    text_.append_all("traceroute to ", escape_target(target), " (").append(address).append_all("), ");
    text_.append(options.max_ttl).append_all(" hops max, ");
    text_.append(packet_size_of(options, address.is_v6())).append_all(" byte packets\n");
    tos_ = options.tos;
    path_mtu_.reset();
}

void text_reporter::append_hop(const hop_result& hop, std::uint8_t queries) {
    append_hop_line(text_, hop, {.queries = queries, .tos = tos_, .path_mtu = path_mtu_}, style_);
    tos_ = tos_behind(hop, tos_);
    if (hop.path_mtu) path_mtu_ = hop.path_mtu;
}

}  // namespace tracerouter::report
