#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "engine/measured_sweep.hpp"

namespace tracerouter::engine {

/// A sweep that asks each TTL once, one after the other, in an order that differs from trace to trace, so that no
/// router sees a burst: around the circle of all TTLs, beginning anywhere.
class paced_sweep final : public measured_sweep {
public:
    /// \param begin where in the circle this trace begins
    paced_sweep(const trace_options& options, std::uint8_t begin) : measured_sweep(options), begin_(begin) {}

    /// The last word of several is not "not at all".
    void learnt_distance(std::optional<std::uint8_t> distance) override {
        if (told() && (!lost() || !distance)) return;
        set_told(distance, first());
    }

private:
    [[nodiscard]] int next_ttl(std::uint8_t end) const override {
        const int last = std::min(horizon(), end);
        const int count = last - first() + 1;
        for (int step = first_step(last); step < count; ++step) {
            const int ttl = first() + (begin_ + step) % count;
            if (!asked(ttl)) return ttl;
        }
        return 0;
    }

    // All steps before it have been asked, as long as the circle is the same.
    [[nodiscard]] int first_step(int last) const { return last == circle_last_ ? steps_ : 0; }
    void note_asked(std::uint8_t /*ttl*/, std::uint8_t end) override {
        const std::uint8_t last = std::min(horizon(), end);
        steps_ = static_cast<std::uint8_t>(first_step(last) + 1);
        circle_last_ = last;
    }

    std::uint8_t begin_;
    std::uint8_t circle_last_ = 0;  // of the circle in which steps_ were made
    std::uint8_t steps_ = 0;
};

}  // namespace tracerouter::engine
