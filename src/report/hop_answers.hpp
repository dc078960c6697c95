#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <ranges>
#include <vector>

#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

// How formats, counts and look-ups see a hop: its answers, who is there, and what became of its probes.

/// The answers of a hop, by query. They live as long as the hop.
[[nodiscard]] inline auto replies_of(const hop_result& hop) {
    const auto answered = [](const probe_result& probe) { return probe.reply.has_value(); };
    const auto reply_of = [](const probe_result& probe) -> const reply& { return *probe.reply; };
    return hop.probes | std::views::filter(answered) | std::views::transform(reply_of);
}

/// Who is at a hop, each once: whom other traces prove to be there, and who answered, by query.
[[nodiscard]] std::vector<boost::asio::ip::address> responders_of(const hop_result& hop);

/// What became of the probes of a hop. Those that were not needed any more do not count.
struct probe_counts {
    std::size_t sent = 0;      ///< left this host, and had the time for an answer
    std::size_t answered = 0;  ///< of these
    std::size_t refused = 0;   ///< by this host itself, which is no loss
};

[[nodiscard]] probe_counts counts_of(const hop_result& hop);

}  // namespace tracerouter::report
