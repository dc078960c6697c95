#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "adversary.hpp"
#include "delivery.hpp"
#include "dice.hpp"
#include "tracerouter/datagram.hpp"
#include "tracerouter/time.hpp"
#include "world.hpp"

namespace tracerouter::sim {

/// Everything beyond the channel: takes probes and says what comes back, and when.
class network {
public:
    using arrivals = adversary::arrivals;

    network(const world& world, dice dice);

    /// What a probe that leaves at `at` brings about: nothing, an answer, several, and perhaps strangers' packets.
    [[nodiscard]] arrivals answers(const datagram& probe, time_point at);

private:
    // Of a limited router.
    struct budget {
        double tokens = 0;
        time_point filled_at;
    };

    void answer_from_router(const route& route, std::size_t index, int rounds, const datagram& probe, time_point at);
    void answer_from_target(const route& route, const datagram& probe, std::uint8_t ttl, time_point at);
    void answer_from_barrier(const route& route, const datagram& probe, time_point at);
    void answer_with_error(const route& route, const router& router, const error_answer& error, duration extra,
                           const datagram& probe, time_point at);
    void deliver(const route& route, delivery delivery, time_point at);
    [[nodiscard]] duration time_of(const delay& delay);
    [[nodiscard]] bool within_budget(std::size_t router, time_point at);

    const world& world_;
    dice dice_;
    adversary adversary_;
    std::map<address_v4, const route*> routes_;
    std::set<address_v4> repeated_;  // targets of several traces
    std::vector<budget> budgets_;
    arrivals arrivals_;
};

}  // namespace tracerouter::sim
