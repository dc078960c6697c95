#pragma once

#include <boost/system/error_code.hpp>

#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/events.hpp"
#include "trace/open_trace.hpp"
#include "tracerouter/path_monitor.hpp"
#include "tracerouter/probe_observation.hpp"

namespace tracerouter::trace {

/// One round of a monitor: what has become of each of its probes, one for each TTL. A round is one trace, and another
/// for each time that the path turns out to go on.
class round_watch {
public:
    round_watch(std::uint64_t number, std::uint16_t flow, std::chrono::system_clock::time_point now)
        : number_(number), flow_(flow), started_at_(now) {}

    /// Nothing is asked.
    round_watch() = default;

    /// A trace that asks these TTLs, up to 255, has begun. No other one asks them.
    void add_trace(std::uint16_t first_ttl, std::uint16_t last_ttl) {
        ++traces_;
        for (std::size_t ttl = first_ttl; ttl <= last_ttl; ++ttl) asked_.set(ttl);
    }
    /// It has ended.
    void end_trace() { --traces_; }

    /// Takes in what has happened to a probe of a trace.
    /// \param limited if it is overdue: a rate limit explains that
    /// \return what that says to those who watch, until the next call; null: nothing
    const probe_observation* take(const engine::probe_event& event, const open_trace& trace, bool limited);

    /// What was asked and nothing is heard of: this host has not sent it. \return one for each
    std::vector<probe_observation> refuse_rest(boost::system::error_code error);

    /// Some probe has left, or never will.
    [[nodiscard]] bool begun() const { return !probes_.empty(); }
    /// Of no probe more is to come, but for late answers.
    [[nodiscard]] bool decided() const { return traces_ == 0 || decided_ == asked_.count(); }
    /// No trace is under way.
    [[nodiscard]] bool over() const { return traces_ == 0; }
    /// Whether this is the first time that this is asked of a decided round.
    [[nodiscard]] bool take_decided() {
        const bool first = decided() && !told_;
        told_ = told_ || first;
        return first;
    }

    /// All as it is now.
    [[nodiscard]] monitor_round result() const;

private:
    [[nodiscard]] std::pair<probe_observation*, bool> find_or_add(std::uint16_t ttl);
    const probe_observation* told(probe_observation& probe, probe_outcome outcome);

    std::uint64_t number_ = 0;
    std::uint16_t flow_ = 0;
    std::chrono::system_clock::time_point started_at_{};
    std::bitset<256> asked_;   // by TTL
    std::size_t decided_ = 0;  // of these
    int traces_ = 0;
    bool told_ = false;
    std::vector<probe_observation> probes_;  // by TTL
    probe_observation again_;                // the last duplicate
};

}  // namespace tracerouter::trace
