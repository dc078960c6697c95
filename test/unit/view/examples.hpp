#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "report/address_facts.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/probe_observation.hpp"
#include "view/history.hpp"
#include "view/model.hpp"

namespace tracerouter::view::test {

/// 2026-11-29 09:10:00 UTC.
inline constexpr std::chrono::sys_seconds example_now{std::chrono::seconds{1'795'943'400}};

[[nodiscard]] constexpr duration ms(double value) {
    return std::chrono::duration_cast<duration>(std::chrono::duration<double, std::milli>{value});
}

[[nodiscard]] boost::asio::ip::address address(const std::string& text);

/// A probe that was sent so many seconds before example_now.
[[nodiscard]] probe_observation observed(std::uint16_t ttl, int seconds_ago, probe_outcome outcome,
                                         duration rtt = duration::zero());

/// Monitors made by hand, and what a model refers to.
class example_monitor {
public:
    /// So many targets: the first has a path of some hops with all that may be shown of one.
    explicit example_monitor(std::size_t targets = 1, std::uint16_t hops = 8);

    [[nodiscard]] model seen() const;

    std::vector<monitor_result> results;
    std::vector<history> histories;
    std::map<boost::asio::ip::address, address_facts> facts;
};

/// A hop with one responder, by the numbers of its probes and its median.
[[nodiscard]] hop_summary hop_of(std::uint16_t ttl, const std::string& responder, duration median,
                                 std::uint64_t lost = 0, std::uint64_t sent = 600);

}  // namespace tracerouter::view::test
