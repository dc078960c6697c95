#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace tracerouter::engine {

/// Slots that wait for something, each once, in the order in which they came.
class slot_list {
public:
    /// \return false: it is there already
    bool add(std::uint16_t slot) {
        if (slot >= listed_.size()) listed_.resize(std::size_t{slot} + 1);
        if (std::exchange(listed_[slot], true)) return false;
        order_.push_back(slot);
        return true;
    }
    /// Its entry will be passed over.
    void forget(std::uint16_t slot) {
        if (slot < listed_.size()) listed_[slot] = false;
    }
    [[nodiscard]] bool has(std::uint16_t slot) const { return slot < listed_.size() && listed_[slot]; }

    /// Removes and returns the first one.
    std::optional<std::uint16_t> take() {
        while (!order_.empty()) {
            const std::uint16_t slot = order_.front();
            order_.pop_front();
            if (std::exchange(listed_[slot], false)) return slot;
        }
        return std::nullopt;
    }
    /// Entries, those included that will be passed over.
    [[nodiscard]] std::size_t size() const { return order_.size(); }
    [[nodiscard]] bool empty() const { return order_.empty(); }

private:
    std::deque<std::uint16_t> order_;
    std::vector<char> listed_;  // by slot, as far as they have been there; octets, since bits cost more time
};

}  // namespace tracerouter::engine
