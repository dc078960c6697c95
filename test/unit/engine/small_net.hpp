#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine_rig.hpp"

namespace tracerouter::engine::test {

using namespace std::chrono_literals;

/// Answers as Linux does: six at once, then one a second.
struct limit {
    double left = 6;
    time_point at{};

    bool grants(time_point now) {
        if (at != time_point{}) left = std::min(6.0, left + std::chrono::duration<double>{now - at}.count());
        at = now;
        if (left < 1) return false;
        left -= 1;
        return true;
    }
};

/// Targets behind some routers. Which router is at a hop, and whether it answers, the test says.
class small_net {
public:
    using router_rule = std::function<std::string(int target, int ttl)>;

    explicit small_net(std::uint32_t rate = 100'000) : rig({.rate = rate, .secret = 1}) {}

    router_rule router = [](int target, int ttl) {
        return ttl < 4 ? "198.18.1." + std::to_string(ttl) : "198.18.4." + std::to_string(target % 4);
    };
    bool limited = false;  // all routers but the last
    int routers = 4;
    std::function<bool(int target, int ttl, int time)> lost = [](int, int, int) { return false; };

    void start(int count, const trace_options& options) {
        for (int target = 0; target < count; ++target) rig.start(name(first_ + target), options);
        first_ += count;
    }
    void start(const std::vector<int>& targets, const trace_options& options) {
        for (const int target : targets) rig.start(name(target), options);
    }

    /// Another engine goes on: routers remember what the one before has asked.
    void forget() { begin_anew(rig.engine, {.rate = 100'000, .secret = 2}, rig.now); }

    /// Whatever is sent now is answered.
    void answer_all() {
        for (std::vector<handed_probe> sent = rig.send(); !sent.empty(); sent = rig.send()) {
            for (const handed_probe& probe : sent) answer(probe);
        }
        rig.pass(10ms);
    }

    std::vector<trace_result> run() {
        std::vector<trace_result> results;
        for (int step = 0; step < 1'000 && rig.engine.active() > 0; ++step) {
            answer_all();
            for (trace_result& result : rig.results()) results.push_back(std::move(result));
        }
        EXPECT_EQ(rig.engine.active(), 0);
        return results;
    }

    /// Hops in that state; none of them may show a wrong router.
    [[nodiscard]] int count(const std::vector<trace_result>& results, hop_state state, int ttl) const {
        int found = 0;
        for (const trace_result& result : results) {
            const hop_result& hop = result.hops.at(static_cast<std::size_t>(ttl - 1));
            if (hop.state == state) ++found;
            if (!hop.inferred_address) continue;
            EXPECT_EQ(hop.inferred_address->to_string(), router(number(result.address.to_string()), ttl));
        }
        return found;
    }

    /// A hundred of each /24, a thousand of each /16.
    static std::string name(int target) {
        return "198." + std::to_string(19 + target / 1'000) + '.' + std::to_string(target / 100 % 10) + '.' +
               std::to_string(target % 100 + 1);
    }
    static int number(const std::string& name) {
        const auto octets = boost::asio::ip::make_address_v4(name).to_bytes();
        return (octets[1] - 19) * 1'000 + octets[2] * 100 + octets[3] - 1;
    }

    engine_rig rig;
    std::size_t probes = 0;
    std::size_t beyond = 0;

private:
    void answer(const handed_probe& probe) {
        ++probes;
        const int ttl = probe.seen.ttl;
        const std::string destination = probe.seen.destination.to_string();
        const int target = number(destination);
        if (lost(target, ttl, ++asked_[{target, ttl}])) return;
        if (ttl > routers) {
            if (ttl > routers + 1) ++beyond;
            // As far as 64 is from where it began.
            const auto left = static_cast<std::uint8_t>(64 - routers);
            return rig.receive(sim::write_echo_reply(probe.bytes, probe.seen.destination, left));
        }
        const std::string responder = router(target, ttl);
        if (responder.empty() || (limited && ttl < routers && !limits_[responder].grants(rig.now))) return;
        rig.receive(expired(probe, responder));
    }

    int first_ = 0;
    std::map<std::string, limit> limits_;
    std::map<std::pair<int, int>, int> asked_;
};

}  // namespace tracerouter::engine::test
