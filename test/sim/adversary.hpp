#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "delivery.hpp"
#include "dice.hpp"
#include "tracerouter/datagram.hpp"
#include "tracerouter/time.hpp"
#include "world.hpp"

namespace tracerouter::sim {

/// Plays the hostile part of a network: what it adds to the answers of honest machines, and what it puts in their
/// place.
class adversary {
public:
    using arrivals = std::vector<std::pair<time_point, delivery>>;

    adversary(const world& world, dice dice) : world_(world), dice_(dice) {}

    /// \param answers of the honest machines to `probe`, which has left at `at`
    void meet(const route& route, const datagram& probe, time_point at, arrivals& answers);

private:
    void forge(std::span<const std::byte> seen, bool blind, time_point at, arrivals& answers);
    [[nodiscard]] octets lie(std::span<const std::byte> seen, bool blind);
    [[nodiscard]] octets nearly_true(std::span<const std::byte> seen);
    void mutate(arrivals& answers);
    void announce_sizes(std::span<const std::byte> probe, time_point at, arrivals& answers);
    void answer_anyhow(std::span<const std::byte> probe, time_point at, arrivals& answers);
    void repeat(std::span<const std::byte> probe, time_point at, arrivals& answers);
    void go_on_behind(const route& route, std::span<const std::byte> probe, time_point at, arrivals& answers);

    const world& world_;
    dice dice_;
    std::size_t responders_ = 0;
};

}  // namespace tracerouter::sim
