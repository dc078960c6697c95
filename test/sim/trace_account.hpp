#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "delivery.hpp"
#include "tracerouter/datagram.hpp"
#include "tracerouter/trace_result.hpp"
#include "world.hpp"

namespace tracerouter::sim {

/// Takes what is wrong.
using complaint_sink = std::function<void(const std::string&)>;

/// How far a probe got.
enum class probe_fate { handed_out, sent, refused };

/// What the world knows of one probe.
struct probe_account {
    std::uint8_t ttl = 0;
    bool of_distance = false;  ///< asks for the distance and belongs to no hop
    probe_fate fate = probe_fate::handed_out;
    time_point sent_at;
    stamp_source sent_source = stamp_source::process;
    time_point answered_at;
    std::optional<reply> answer;  ///< the first that came while its hop was open
    std::uint32_t order = 0;      ///< of this answer among all of the trace
};

/// What the world knows of one trace, kept apart from the engine: which hops and which end it must have seen, and
/// what its result must be.
class trace_account {
public:
    trace_account(const route& route, time_point now, complaint_sink complain);

    void handed_out(std::size_t index, const datagram& probe, time_point now);
    void sent(std::size_t index, const sent_stamp& stamp, time_point now);
    void refused(std::size_t index, time_point now);
    /// A genuine answer. \return false if the engine cannot believe it, since the probe is not known to have left
    bool answered(std::size_t index, const reply& told, const received_datagram& datagram, time_point now);
    void cancelled(time_point now);
    void hop_closed(const hop_result& hop);
    void finished(const trace_result& result, time_point now) const;

    [[nodiscard]] const sim::route& route() const { return route_; }
    [[nodiscard]] time_point started_at() const { return started_at_; }
    [[nodiscard]] bool sent_a_distance_probe() const { return !probes_.empty() && probes_.front().of_distance; }
    [[nodiscard]] time_point active_at() const { return active_at_; }
    [[nodiscard]] const std::vector<hop_result>& closed_hops() const { return closed_; }
    std::uint64_t foreign_before = 0;  ///< counts of the checker when it began
    std::uint64_t handed_out_before = 0;
    duration blocked_before{};

private:
    /// Somebody says that the path ends where it is.
    struct claim {
        std::uint8_t ttl = 0;
        boost::asio::ip::address responder;
        bool arrived = false;
    };

    void learn(std::uint8_t ttl, const reply& told);
    void learn_from_distance_probe(const reply& told);
    [[nodiscard]] bool refuses(const reply& told) const;
    [[nodiscard]] std::optional<claim> believed_claim() const;
    [[nodiscard]] bool void_of_effect(const claim& one) const;
    [[nodiscard]] bool stands_for_the_target(const boost::asio::ip::address& responder) const;
    [[nodiscard]] std::optional<std::uint8_t> distance() const;
    [[nodiscard]] std::optional<std::uint8_t> barrier() const;
    [[nodiscard]] bool closed(std::uint8_t ttl) const { return ttl < first_ttl() + closed_.size(); }
    [[nodiscard]] std::size_t first_ttl() const { return route_.options.first_ttl; }
    [[nodiscard]] std::uint8_t end_ttl() const {
        return distance().value_or(barrier().value_or(route_.options.max_ttl));
    }
    void check_hop(const hop_result& hop) const;
    void check_probe(const hop_result& hop, const probe_result& probe, const probe_account& account) const;
    void check_reply(const hop_result& hop, const probe_result& probe, const probe_account& account) const;
    void check_counts(const trace_result& result) const;
    void check_end(const trace_result& result) const;
    void check_clock(const trace_result& result) const;
    [[nodiscard]] stop_reason expected_stop(const trace_result& result) const;
    [[nodiscard]] bool ends_in_loop() const;
    [[nodiscard]] std::optional<boost::asio::ip::address> first_responder(int ttl) const;
    void complain(const std::string& what) const;

    const sim::route& route_;
    time_point started_at_;
    time_point active_at_;
    complaint_sink complain_;
    std::vector<probe_account> probes_;  // as handed out
    std::vector<hop_result> closed_;
    std::optional<std::uint16_t> cookie_;
    std::optional<std::uint8_t> certain_distance_;
    std::vector<claim> claims_;  // those of distance probes with TTL 0
    std::uint8_t passed_ = 0;    // highest TTL of a probe that has gone all its way
    std::optional<std::uint8_t> last_answered_;
    std::uint32_t answers_ = 0;
    std::uint32_t duplicates_ = 0;
    std::uint32_t missed_ = 0;  // answers to closed hops
    bool cancelled_ = false;
};

}  // namespace tracerouter::sim
