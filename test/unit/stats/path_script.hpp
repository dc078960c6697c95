#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "probe_script.hpp"
#include "stats/path_statistics.hpp"

namespace tracerouter::stats {

inline const std::string script_target = "203.0.113.9";

/// Addresses of hops by TTL; the target is behind the last one. "*": silent.
using way = std::vector<std::string>;

inline way numbered_way(int count, int first = 1) {
    way made;
    for (int hop = first; hop < first + count; ++hop) made.push_back("198.18.1." + std::to_string(hop));
    return made;
}

/// A monitor in virtual time: a round a second, one flow a round in turn, TTLs up to two beyond the target. What is
/// lost is known three rounds later.
class path_script {
public:
    std::uint16_t flows = 1;
    std::chrono::milliseconds interval{1'000};
    /// The way of a flow in a round.
    std::function<way(std::uint64_t round, std::uint16_t flow)> way_of = [](auto, auto) { return numbered_way(4); };
    /// Whether a probe or its answer is lost.
    std::function<bool(std::uint64_t round, std::uint16_t flow, std::uint16_t ttl)> loses = [](auto, auto, auto) {
        return false;
    };

    path_statistics statistics{};
    std::vector<monitor_event> events{};

    void run(int rounds) {
        for (int count = 0; count < rounds; ++count) run_round();
    }

    /// Tells all losses and ends.
    void finish() {
        tell_losses(round_ + 10);
        statistics.finish();
        take_events();
    }

    [[nodiscard]] wall_time time_of(std::uint64_t round) const {
        return script_start + interval * static_cast<std::int64_t>(round);
    }

    /// The flow whose turn a round is.
    [[nodiscard]] std::uint16_t flow_of(std::uint64_t round) const {
        return static_cast<std::uint16_t>((round - 1) % flows);
    }

    [[nodiscard]] monitor_result result() const {
        monitor_result made;
        statistics.fill(made, time_of(round_));
        return made;
    }

    template <class Event>
    [[nodiscard]] std::vector<Event> all() const {
        std::vector<Event> found;
        for (const monitor_event& event : events) {
            if (const auto* const one = std::get_if<Event>(&event)) found.push_back(*one);
        }
        return found;
    }

private:
    void run_round() {
        const std::uint16_t flow = flow_of(++round_);
        const way hops = way_of(round_, flow);
        const auto highest = static_cast<std::uint16_t>(statistics.distance().value_or(18) + 2);
        std::vector<probe_observation> sent;
        for (std::uint16_t ttl = 1; ttl <= highest; ++ttl) {
            sent.push_back(probe(round_, flow, ttl));
            sent.back().sent_at = time_of(round_);
            statistics.observe(sent.back());
        }
        // The farthest is answered first: order must not matter.
        for (auto one = sent.rbegin(); one != sent.rend(); ++one) tell(*one, hops);
        tell_losses(round_);
        take_events();
    }

    void tell(const probe_observation& one, const way& hops) {
        const bool arrives = one.ttl > hops.size();
        const std::string responder = arrives ? script_target : hops[one.ttl - 1U];
        if (responder == "*" || loses(one.round, one.flow, one.ttl)) {
            losses_.push_back(with(one, probe_outcome::lost));
        } else {
            statistics.observe(answered(one, std::chrono::milliseconds{one.ttl}, responder, arrives));
        }
    }

    void tell_losses(std::uint64_t now) {
        for (; !losses_.empty() && losses_.front().round + 3 <= now; losses_.pop_front())
            statistics.observe(losses_.front());
    }

    void take_events() {
        while (const auto event = statistics.poll_event()) events.push_back(*event);
    }

    std::deque<probe_observation> losses_{};
    std::uint64_t round_ = 0;
};

// So that a failed comparison shows seconds of the script.
inline long seconds_of(wall_time at) {
    return std::chrono::duration_cast<std::chrono::seconds>(at - script_start).count();
}

}  // namespace tracerouter::stats

namespace tracerouter {

inline void PrintTo(const path_change& one, std::ostream* out) {
    *out << "path_change " << stats::seconds_of(one.at) << " s, flow " << one.flow << ", ttl " << one.ttl << ": "
         << one.before << " -> " << one.after;
}

inline void PrintTo(const length_change& one, std::ostream* out) {
    *out << "length_change " << stats::seconds_of(one.at) << " s, flow " << one.flow << ": " << one.before << " -> "
         << one.after;
}

inline void PrintTo(const balance_change& one, std::ostream* out) {
    *out << "balance_change " << stats::seconds_of(one.at) << " s, flow " << one.flow << ", ttl " << one.ttl << ": "
         << one.before << " -> " << one.after;
}

}  // namespace tracerouter
