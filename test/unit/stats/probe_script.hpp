#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "base/mix.hpp"
#include "tracerouter/probe_observation.hpp"

namespace tracerouter::stats {

using wall_time = std::chrono::system_clock::time_point;

/// When scripted probes begin: 2026-11-29 00:00 UTC.
inline constexpr wall_time script_start{std::chrono::seconds{1'795'910'400}};

inline boost::asio::ip::address address(const std::string& text) {
    return boost::asio::ip::make_address(text);
}

/// Probe number `round` of a script with one probe a second: what is the same in all that is told of it.
inline probe_observation probe(std::uint64_t round, std::uint16_t flow = 0, std::uint16_t ttl = 1) {
    return {.round = round,
            .flow = flow,
            .ttl = ttl,
            .sent_at = script_start + std::chrono::seconds{static_cast<std::int64_t>(round)}};
}

inline probe_observation with(probe_observation seen, probe_outcome outcome) {
    seen.outcome = outcome;
    return seen;
}

inline probe_observation with_reply(probe_observation seen, probe_outcome outcome, duration rtt,
                                    const std::string& responder = "198.18.1.1", bool arrived = false) {
    seen.outcome = outcome;
    seen.reply = reply{.responder = address(responder),
                       .rtt = rtt,
                       .kind = arrived ? reply_kind::echo_reply : reply_kind::time_exceeded,
                       .arrived = arrived};
    return seen;
}

inline probe_observation answered(probe_observation seen, duration rtt, const std::string& responder = "198.18.1.1",
                                  bool arrived = false) {
    return with_reply(std::move(seen), probe_outcome::answered, rtt, responder, arrived);
}

/// The scripted times that numpy_numbers.hpp is about: one of 16 probes is lost, one of 50 takes up to 40 ms longer.
struct scripted_time {
    bool lost = false;
    duration rtt{};
};

inline scripted_time scripted(std::uint64_t number) {
    const std::uint64_t x = mix(number);
    if (x % 16 == 0) return {.lost = true};
    std::uint64_t nanoseconds = 20'000'000 + (x >> 8) % 3'000'000;
    if ((x >> 40) % 50 == 0) nanoseconds += (x >> 20) % 40'000'000;
    return {.rtt = duration{static_cast<duration::rep>(nanoseconds)}};
}

}  // namespace tracerouter::stats
