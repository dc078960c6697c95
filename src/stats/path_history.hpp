#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "stats/round_record.hpp"
#include "stats/sample_window.hpp"

namespace tracerouter::stats {

/// A path that a flow has taken.
struct path_taken {
    std::uint16_t flow = 0;
    std::vector<boost::asio::ip::address> hops{};        ///< by TTL, from 1; unspecified where nobody has answered
    std::optional<std::uint16_t> length{};               ///< TTL at which the target answered; absent if it did not
    std::chrono::system_clock::time_point first_seen{};  ///< when the first probe was sent that took it
    std::chrono::system_clock::time_point last_seen{};   ///< when the last round began that took it
    std::uint64_t rounds = 0;                            ///< that took it
    double share = 0;                                    ///< of the rounds of this flow, 0 to 1
};

/// The paths that the flows of a target have taken, with their times: the newest 64. A round belongs to a path if no
/// hop of it contradicts; silent hops do not.
class path_history {
public:
    /// A round is over. One that nobody answered belongs to no path.
    void close(const round_record& round);
    /// The path taken last first.
    [[nodiscard]] std::vector<path_taken> paths() const;
    /// Octets of memory behind this object.
    [[nodiscard]] std::size_t memory() const;

private:
    std::vector<path_taken> paths_{};  // the one taken last first; without shares
    std::array<std::uint64_t, most_flows> rounds_{};
};

}  // namespace tracerouter::stats
