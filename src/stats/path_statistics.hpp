#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "stats/change_detector.hpp"
#include "stats/open_rounds.hpp"
#include "stats/path_history.hpp"
#include "stats/sample_window.hpp"
#include "stats/target_watch.hpp"
#include "stats/ttl_statistics.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/probe_observation.hpp"

namespace tracerouter::stats {

/// All that a monitor knows of one target: statistics of each TTL, where the target is, how its paths change and
/// whether it answers. Bounded: 255 TTLs, 64 flows, 32 responders named at each TTL, 64 paths, 100 changes.
///
/// Observations come as they are made: those of several rounds mixed, answers in any order. A round is closed, and what
/// it shows of the path is looked at, when a later one has begun and nothing of it is waited for but hops that never
/// answered.
///
/// Probes beyond the target are not counted: those to a TTL above the distance of their flow. Where that is not known
/// yet, or changes, answers of the target are held until their round is closed. The distance of a flow is the lowest
/// TTL at which the target answered in its newest round. A lost probe does not move it; a router that answers there, or
/// five losses in a row of which the probe behind arrives, does.
class path_statistics {
public:
    /// Takes what was seen of a probe.
    void observe(const probe_observation& seen);
    /// Forgets all of the rounds up to that one, but that the target was reached.
    void reset(std::uint64_t round);
    /// No more rounds: closes those that are open. For the result at the end of a monitor.
    void finish();
    /// Takes the oldest event that has not been taken. The newest 100 wait.
    [[nodiscard]] std::optional<monitor_event> poll_event();

    /// Sets `reached`, `distance`, `hops` and `changes`. Windows end at `now`.
    void fill(monitor_result& result, std::chrono::system_clock::time_point now) const;
    /// The paths that flows have taken, the last one first.
    [[nodiscard]] std::vector<path_taken> paths() const { return history_.paths(); }
    /// TTL at which the target answered in the last rounds, the lowest of all flows.
    [[nodiscard]] std::optional<std::uint16_t> distance() const;
    /// Octets of memory behind this object, approximately.
    [[nodiscard]] std::size_t memory() const;

private:
    static constexpr std::size_t most_changes = 100;

    struct flow_place {
        std::optional<std::uint16_t> distance{};
        std::uint64_t arrived_in = 0;       // number of the closed round, as counted by closed_
        std::uint64_t vanished_rounds = 0;  // in a row: the probe to the target lost, one beyond it arrived
        std::chrono::system_clock::time_point vanished_since{};
    };

    void departed(const probe_observation& seen);
    void refused(const probe_observation& seen);
    void returned(const probe_observation& seen);
    void answered(const probe_observation& seen, round_record& round, probe_record& probe);
    void unanswered(const probe_observation& seen, round_record& round, probe_record& probe);
    void answered_in_closed_round(const probe_observation& seen);
    [[nodiscard]] bool is_beyond(const probe_observation& seen) const;
    probe_record& record_of(const probe_observation& seen);
    ttl_statistics& statistics_of(std::uint16_t ttl);

    void close_rounds();
    [[nodiscard]] bool is_over(const round_record& round) const;
    void close(round_record& round);
    void settle_arrival(round_record& round, flow_place& place) const;
    void place_target(const round_record& round, flow_place& place);
    void count_arrival(round_record& round);
    void count_held(round_record& round, std::optional<std::uint16_t> end);
    void queue(const monitor_event& event);
    // In the last rounds, the lowest and the highest of all flows.
    [[nodiscard]] std::optional<std::pair<std::uint16_t, std::uint16_t>> distances() const;
    [[nodiscard]] std::size_t first_asked() const;
    [[nodiscard]] std::size_t shown_end() const;

    std::vector<ttl_statistics> ttls_{};  // from TTL 1
    open_rounds rounds_{};
    std::array<flow_place, most_flows> flows_{};
    std::uint16_t flow_count_ = 0;
    std::uint64_t closed_ = 0;
    bool reached_ = false;
    std::uint64_t forgotten_ = 0;  // rounds up to that one
    change_detector changes_{};
    target_watch target_{};
    path_history history_{};
    std::deque<monitor_event> events_{};  // the newest of all time
    std::size_t untaken_ = 0;             // of these, at the end
};

}  // namespace tracerouter::stats
