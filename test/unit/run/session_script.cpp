#include "session_script.hpp"

#include <gtest/gtest.h>
#include <boost/asio/ip/address.hpp>

#include <cstddef>

namespace tracerouter::run {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;

constexpr std::uint16_t last_ttl = 4;

reply answer_at(std::uint16_t ttl, std::uint64_t round, bool changed) {
    reply out;
    const bool second = ttl == 2 && round % 2 == 0;
    const std::string network = changed && ttl == 3 ? "198.18.2." : "198.18.1.";
    out.arrived = ttl == last_ttl;
    out.responder = make_address(out.arrived ? "198.18.10.1" : network + std::to_string(ttl + (second ? 100 : 0)));
    out.kind = out.arrived ? reply_kind::echo_reply : reply_kind::time_exceeded;
    out.rtt = 10ms * ttl - 1us * static_cast<int>(round % 1000);
    if (ttl == 3) out.mpls.push_back({.label = 24'003, .traffic_class = 5, .bottom = true, .ttl = 1});
    return out;
}

void add_round(session_log& session, const std::string& name, std::uint64_t round, bool changed) {
    const auto begin = 1s * static_cast<int>(round - 1);
    for (std::uint16_t ttl = 1; ttl <= last_ttl; ++ttl)
        EXPECT_EQ(session.add(probe_of_target(name, probe_outcome::sent, round, ttl, begin + 10us * ttl)), "");
    for (std::uint16_t ttl = 1; ttl <= last_ttl; ++ttl) {
        const bool lost = ttl == 3 && round % 5 == 0;
        auto probe =
            probe_of_target(name, lost ? probe_outcome::lost : probe_outcome::answered, round, ttl, begin + 10us * ttl);
        if (!lost) probe.seen.reply = answer_at(ttl, round, changed);
        EXPECT_EQ(session.add(probe), "");
    }
}

}  // namespace

std::chrono::system_clock::time_point session_begin() {
    return std::chrono::sys_days{std::chrono::year{2026} / 11 / 29} + 10h;
}

report::monitor_start start_of_target(const std::string& name, duration after) {
    report::monitor_start start;
    start.target = name;
    start.address = make_address("198.18.10.1");
    start.interval = 1s;
    start.flows = 1;
    start.options.wait = 500ms;
    start.started_at = session_begin() + after;
    return start;
}

report::session_probe probe_of_target(const std::string& name, probe_outcome outcome, std::uint64_t round,
                                      std::uint16_t ttl, duration after) {
    report::session_probe probe;
    probe.target = name;
    probe.address = make_address("198.18.10.1");
    probe.seen.round = round;
    probe.seen.ttl = ttl;
    probe.seen.sent_at = session_begin() + after;
    probe.seen.outcome = outcome;
    return probe;
}

session_log example_session(std::uint64_t rounds, std::size_t targets) {
    session_log session;
    const auto name_of = [](std::size_t target) { return "t" + std::to_string(target) + ".example"; };
    for (std::size_t target = 0; target < targets; ++target)
        EXPECT_EQ(session.add(start_of_target(name_of(target), 1ms * static_cast<int>(target))), "");
    for (std::uint64_t round = 1; round <= rounds; ++round) {
        for (std::size_t target = 0; target < targets; ++target)
            add_round(session, name_of(target), round, round > rounds / 2);
    }
    for (std::size_t target = 0; target < targets; ++target) {
        report::session_end end{.target = name_of(target), .address = make_address("198.18.10.1"), .rounds = rounds};
        end.ended_at = session_begin() + 1s * static_cast<int>(rounds);
        EXPECT_EQ(session.add(end), "");
    }
    return session;
}

}  // namespace tracerouter::run
