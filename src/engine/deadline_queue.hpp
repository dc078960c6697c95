#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// When which slot must be looked at. It holds the earliest deadline of each active trace, so the cost is
/// O(log active traces), not O(log probes). A trace finds its earliest deadline by looking through its few probes.
class deadline_queue {
public:
    /// Wakes `slot` at `at`; replaces what was set for it before.
    void set(std::uint16_t slot, time_point at);
    /// Never wakes `slot`; harmless if nothing was set.
    void erase(std::uint16_t slot);
    /// Slots that are to be woken.
    [[nodiscard]] std::size_t size() const { return heap_.size(); }
    /// The earliest of all.
    [[nodiscard]] std::optional<time_point> earliest() const;
    /// What is set for `slot`.
    [[nodiscard]] std::optional<time_point> at(std::uint16_t slot) const;
    /// Removes and returns the slot whose time is the earliest, if that is not after `now`.
    std::optional<std::uint16_t> pop_due(time_point now);

private:
    struct entry {
        time_point at;
        std::uint16_t slot;
    };
    static constexpr std::uint32_t absent = std::numeric_limits<std::uint32_t>::max();

    // Where a slot is, or `absent`.
    [[nodiscard]] std::uint32_t place_of(std::uint16_t slot) const {
        return slot < place_.size() ? place_[slot] : absent;
    }
    void put(std::size_t place, entry item);
    void sift_up(std::size_t place);
    void sift_down(std::size_t place);

    std::vector<entry> heap_;           // binary heap, earliest first
    std::vector<std::uint32_t> place_;  // by slot, as far as they have been used: where in heap_
};

}  // namespace tracerouter::engine
