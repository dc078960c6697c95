#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "stats/flow_watch.hpp"
#include "stats/round_record.hpp"
#include "tracerouter/monitor_result.hpp"

namespace tracerouter::stats {

/// Tells changes of the path to a target, and of which kind they are, from what its flows see:
///
/// 1. What several flows see is told once, of the flow that saw it first.
/// 2. The length alone: length_change.
/// 3. If all links that a flow takes now were taken by some flow before, every flow gets three more rounds. If all of
///    them together take the same links as before then, only their assignment has changed: balance_change.
/// 4. Otherwise path_change.
class change_detector {
public:
    /// A round is over. `flow` of the record is below most_flows.
    void close(const round_record& round);
    /// An answer that came after its round was closed.
    void learn(std::uint16_t flow, std::uint16_t ttl, const probe_record& probe);
    /// No more rounds: what was waited for is told as it looks now.
    void finish();

    /// Whether anybody has answered this flow at this TTL.
    [[nodiscard]] bool knows(std::uint16_t flow, std::uint16_t ttl) const;
    /// Takes what is to be told, in the order in which it became certain.
    [[nodiscard]] std::vector<monitor_event> take_events();
    /// Octets of memory behind this object.
    [[nodiscard]] std::size_t memory() const;

private:
    using path = std::vector<boost::asio::ip::address>;
    // TTL of the first end, and both ends.
    using link = std::tuple<std::size_t, boost::asio::ip::address, boost::asio::ip::address>;

    struct seen_change {
        std::uint16_t flow = 0;
        flow_change change{};
    };

    void handle(const seen_change& seen);
    [[nodiscard]] seen_change as_seen_first(const seen_change& seen) const;
    [[nodiscard]] std::uint64_t rounds_of_one_change() const;
    [[nodiscard]] bool was_told(const seen_change& seen) const;
    [[nodiscard]] bool takes_known_links(std::uint16_t flow) const;
    void decide_balance();
    void tell(const seen_change& seen, bool balance);
    [[nodiscard]] std::vector<path> paths_now() const;
    static void add_links(const path& path, std::vector<link>& links);
    static std::vector<link> links_of(const std::vector<path>& paths);

    std::vector<flow_watch> flows_{};
    std::vector<path> paths_{};  // by flow, as they were before the changes that are not decided
    std::vector<seen_change> told_{};
    std::vector<seen_change> undecided_{};  // perhaps only dealt anew
    std::uint64_t decided_in_ = 0;          // the round in which that is decided
    std::uint64_t round_ = 0;
    std::vector<monitor_event> events_{};
};

}  // namespace tracerouter::stats
