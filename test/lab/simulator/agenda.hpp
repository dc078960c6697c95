#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "answer_plan.hpp"

namespace lab {

constexpr std::size_t largest_datagram = 1500;  // the device's MTU

/// An answer that waits for its time.
struct prepared_answer {
    nanoseconds read_at{0};  // when the probe was read
    nanoseconds due{0};
    std::uint64_t record = 0;  // its probe's place in the log
    answer_kind kind = answer_kind::none;
    bool first_copy = true;
    std::uint16_t size = 0;
    std::array<std::uint8_t, largest_datagram> bytes;
};

/// Prepared answers by due time; those of the same time in the order of their preparation. Slots are reused, so in the
/// long run nothing is allocated.
class agenda {
public:
    prepared_answer& prepare() {
        if (free_.empty()) {
            free_.push_back(static_cast<std::uint32_t>(slots_.size()));
            slots_.emplace_back();
        }
        return slots_[free_.back()];
    }

    /// Queues the answer that the last `prepare` gave.
    void commit(nanoseconds due) {
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        slots_[slot].due = due;
        heap_.push_back({due, order_++, slot});
        std::push_heap(heap_.begin(), heap_.end(), later);
    }

    bool empty() const { return heap_.empty(); }
    std::size_t size() const { return heap_.size(); }
    nanoseconds next_due() const { return heap_.front().due; }
    const prepared_answer& next() const { return slots_[heap_.front().slot]; }

    void drop_next() {
        free_.push_back(heap_.front().slot);
        std::pop_heap(heap_.begin(), heap_.end(), later);
        heap_.pop_back();
    }

private:
    struct entry {
        nanoseconds due;
        std::uint64_t order;
        std::uint32_t slot;
    };

    static bool later(const entry& a, const entry& b) { return a.due != b.due ? a.due > b.due : a.order > b.order; }

    std::deque<prepared_answer> slots_;
    std::vector<std::uint32_t> free_;
    std::vector<entry> heap_;
    std::uint64_t order_ = 0;
};

}  // namespace lab
