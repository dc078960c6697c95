#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter {

/// A share of probes, and between which shares the true one lies in 95 of 100 cases (Wilson score interval, z = 1.96).
struct share_estimate {
    double share = 0;  ///< 0 to 1
    double low = 0;    ///< lower end of the interval
    double high = 0;   ///< upper end of the interval

    friend bool operator==(const share_estimate&, const share_estimate&) = default;
};

/// Round-trip times of answers in time. What there are not enough answers for is absent.
struct rtt_summary {
    std::uint64_t count = 0;                   ///< answers
    std::optional<duration> last{};            ///< of the newest probe that is decided; absent if that was lost
    std::optional<duration> best{};            ///< the shortest
    std::optional<duration> mean{};            ///< arithmetic
    std::optional<duration> geometric_mean{};  ///< nth root of the product
    std::optional<duration> median{};          ///< from 1 answer on
    std::optional<duration> p95{};             ///< 95 of 100 are at most that; from 20 answers on
    std::optional<duration> p99{};             ///< 99 of 100 are at most that; from 100 answers on
    std::optional<duration> worst{};           ///< the longest
    std::optional<duration> deviation{};       ///< of a sample (n - 1); from 2 answers on
    // Jitter: between the answers to two probes of one flow that follow each other. A lost probe between them ends a
    // pair.
    std::optional<duration> last_difference{};   ///< of the newest pair, without its sign
    std::optional<duration> mean_difference{};   ///< of all pairs
    std::optional<duration> worst_difference{};  ///< of all pairs
    std::optional<duration> jitter{};            ///< as in RFC 3550 section 6.4.1: J += (|D| - J) / 16
    // What the true percentile is not below in 95 of 100 cases (lower end of the interval of order statistics). There
    // whenever the percentile is.
    std::optional<duration> median_low{};  ///< of the median
    std::optional<duration> p95_low{};     ///< of p95
    std::optional<duration> p99_low{};     ///< of p99

    friend bool operator==(const rtt_summary&, const rtt_summary&) = default;
};

/// What was decided of the probes of one TTL, or of one of its flows.
struct probe_counts {
    std::uint64_t sent = 0;        ///< that left, those included whose answer is still waited for
    std::uint64_t answered = 0;    ///< before their deadline
    std::uint64_t lost = 0;        ///< not answered at all until now
    std::uint64_t late = 0;        ///< answered after their deadline: neither lost nor in the round-trip times
    std::uint64_t duplicates = 0;  ///< further answers
    std::uint64_t limited = 0;     ///< not answered, which the rate limit of their router explains: not lost
    std::uint64_t refused = 0;     ///< not sent by this host, in none of the others

    /// Probes whose loss or answer is certain. Late and limited ones are neither.
    [[nodiscard]] constexpr std::uint64_t decided() const noexcept { return answered + lost; }
    /// Probes whose answer is waited for.
    [[nodiscard]] constexpr std::uint64_t in_flight() const noexcept { return sent - answered - lost - late - limited; }

    friend bool operator==(const probe_counts&, const probe_counts&) = default;
};

/// One of the addresses that have answered at a TTL.
struct responder_summary {
    boost::asio::ip::address address{};                  ///< of the answers
    double share = 0;                                    ///< of the answers at this TTL, 0 to 1
    rtt_summary rtt{};                                   ///< of its answers; count: how many
    reply_kind kind{};                                   ///< what it said last
    bool arrived = false;                                ///< it has shown that a probe reached the target
    std::vector<mpls_label> mpls{};                      ///< of its last answer, outermost first
    std::chrono::system_clock::time_point first_seen{};  ///< when the first probe that it answered was sent
    std::chrono::system_clock::time_point last_seen{};   ///< when the last one was sent

    friend bool operator==(const responder_summary&, const responder_summary&) = default;
};

/// One of the flows at a TTL.
struct flow_summary {
    std::uint16_t flow = 0;                               ///< its number, from 0
    probe_counts probes{};                                ///< that went by it
    std::optional<duration> median{};                     ///< of all its round-trip times
    std::optional<boost::asio::ip::address> responder{};  ///< who answered it last

    friend bool operator==(const flow_summary&, const flow_summary&) = default;
};

/// The last minutes at a TTL.
struct window_summary {
    std::chrono::seconds length{};         ///< back from when the summary was made
    std::uint64_t decided = 0;             ///< probes sent in that time
    std::uint64_t lost = 0;                ///< of these
    std::optional<share_estimate> loss{};  ///< absent if none is decided
    rtt_summary rtt{};                     ///< of those sent in that time

    friend bool operator==(const window_summary&, const window_summary&) = default;
};

/// Everything seen at one distance.
struct hop_summary {
    std::uint16_t ttl = 0;                        ///< the distance
    probe_counts probes{};                        ///< that were sent there
    std::optional<share_estimate> loss{};         ///< of decided probes; absent if none is decided
    rtt_summary rtt{};                            ///< since the beginning
    std::vector<responder_summary> responders{};  ///< the one with most answers first
    std::vector<flow_summary> flows{};            ///< by number
    std::vector<window_summary> windows{};        ///< 60, 300 and 900 s

    friend bool operator==(const hop_summary&, const hop_summary&) = default;
};

/// A path has changed: probes of one flow are answered by another address, twice at least.
struct path_change {
    std::chrono::system_clock::time_point at{};  ///< when the first probe was sent that met the new address
    std::uint16_t flow = 0;                      ///< that met it first
    std::uint16_t ttl = 0;                       ///< the first TTL that changed
    boost::asio::ip::address before{};           ///< who answered there
    boost::asio::ip::address after{};            ///< who answers now

    friend bool operator==(const path_change&, const path_change&) = default;
};

/// The target is closer or farther by one flow than before, or by another one of its addresses.
struct length_change {
    std::chrono::system_clock::time_point at{};  ///< when the first probe was sent that showed it
    std::uint16_t flow = 0;                      ///< by which
    std::uint16_t before = 0;                    ///< TTL at which it answered
    std::uint16_t after = 0;                     ///< TTL at which it answers now

    friend bool operator==(const length_change&, const length_change&) = default;
};

/// The links are those of before, but other flows take them: a load balancer (ECMP) has dealt them anew.
struct balance_change {
    std::chrono::system_clock::time_point at{};  ///< when the first probe was sent that showed it
    std::uint16_t flow = 0;                      ///< that took another way first
    std::uint16_t ttl = 0;                       ///< the first TTL that changed
    boost::asio::ip::address before{};           ///< who answered this flow there
    boost::asio::ip::address after{};            ///< who answers it now

    friend bool operator==(const balance_change&, const balance_change&) = default;
};

/// Several probes in a row to the target were lost.
struct loss_burst {
    std::chrono::system_clock::time_point from{};  ///< when the first lost one was sent
    duration lasted{};                             ///< until the first was sent that came back
    std::uint64_t lost = 0;                        ///< probes to the target

    friend bool operator==(const loss_burst&, const loss_burst&) = default;
};

/// The target answers no flow any more.
struct outage {
    std::chrono::system_clock::time_point at{};  ///< when the first lost probe was sent
    std::uint64_t lost = 0;                      ///< probes to the target until now

    friend bool operator==(const outage&, const outage&) = default;
};

/// It answers again.
struct recovery {
    std::chrono::system_clock::time_point at{};  ///< when the first probe was sent that came back
    duration lasted{};                           ///< from when the first lost probe was sent
    std::uint64_t lost = 0;                      ///< probes to the target

    friend bool operator==(const recovery&, const recovery&) = default;
};

/// What a monitor tells beside its probes.
using monitor_event = std::variant<path_change, length_change, balance_change, loss_burst, outage, recovery>;

/// What a monitor knows of one target.
struct monitor_result {
    std::string target{};                                ///< as asked for
    boost::asio::ip::address address{};                  ///< of the target
    boost::asio::ip::address source{};                   ///< of the probes; unspecified: none was sent
    trace_options options{};                             ///< how it is probed
    std::chrono::system_clock::time_point started_at{};  ///< of the first round
    duration elapsed{};                                  ///< since then
    std::uint64_t rounds = 0;                            ///< begun until now
    std::uint16_t flows = 1;                             ///< that take their turns
    bool reached = false;                                ///< the target has answered a probe, before reset(), too
    std::optional<std::uint16_t> distance{};             ///< lowest TTL at which it did in the last rounds
    std::vector<hop_summary>
        hops{};  ///< by growing TTL, up to the target, by the longest flow, or the last hop that answered
    std::vector<monitor_event> changes{};  ///< the newest hundred, oldest first

    friend bool operator==(const monitor_result&, const monitor_result&) = default;
};

}  // namespace tracerouter
