#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "run/session_log.hpp"
#include "stats/path_statistics.hpp"
#include "tracerouter/monitor_result.hpp"
#include "view/history.hpp"

namespace tracerouter::run {

/// What is known of the targets of a session behind some of its entries. A value: a copy is a state to come back to.
class replayed_targets {
public:
    using wall_time = std::chrono::system_clock::time_point;

    /// Takes the next entry of the session.
    void take(const session_log& session, const session_entry& entry);
    /// Ends targets that have no end: the session was cut.
    void finish();

    /// How many have begun.
    [[nodiscard]] std::size_t size() const noexcept { return targets_.size(); }
    /// What is known of a target at that moment, which does not matter for one that has ended.
    [[nodiscard]] monitor_result result(const session_log& session, std::size_t target, wall_time now) const;
    /// The same at the moment of its newest probe, or of its end.
    [[nodiscard]] monitor_result last_result(const session_log& session, std::size_t target) const;
    [[nodiscard]] std::span<const view::history> histories() const noexcept { return histories_; }
    /// Octets of memory behind this object, approximately.
    [[nodiscard]] std::size_t memory() const;

private:
    struct replayed_target {
        stats::path_statistics seen{};
        wall_time started_at{};
        wall_time last_at{};  // the newest probe, or the end
        std::uint64_t rounds = 0;
        bool ended = false;
    };

    void begin(const session_log& session, const session_entry& entry);
    void observe(const session_entry& entry);
    void reset(const session_entry& entry);
    static void end(replayed_target& target);

    std::vector<replayed_target> targets_;
    std::vector<view::history> histories_;  // of these
};

}  // namespace tracerouter::run
