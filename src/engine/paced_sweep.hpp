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
    /// \param limited_up_to as trace_setup::limited_up_to: silence up to there does not show that the path has ended
    paced_sweep(const trace_options& options, std::uint8_t begin, hop_ttl limited_up_to = {})
        : measured_sweep(options), begin_(begin), limited_up_to_(limited_up_to) {}

    /// The last word of several is not "not at all".
    void learnt_distance(std::optional<hop_ttl> distance) override {
        if (told() && (!lost() || !distance)) return;
        set_told(distance, std::clamp(limited_up_to_ + 1, first(), max()));
    }

private:
    [[nodiscard]] std::optional<hop_ttl> next_ttl(hop_ttl end) const override {
        const hop_ttl last = std::min(horizon(), end);
        const int count = last - first() + 1;
        for (int step = first_step(last); step < count; ++step) {
            const hop_ttl ttl = first() + (begin_ + step) % count;
            if (!asked(ttl)) return ttl;
        }
        return std::nullopt;
    }

    // All steps before it have been asked, as long as the circle is the same.
    [[nodiscard]] int first_step(hop_ttl last) const { return last == circle_last_ ? steps_ : 0; }
    void note_asked(hop_ttl /*ttl*/, hop_ttl end) override {
        const hop_ttl last = std::min(horizon(), end);
        steps_ = first_step(last) + 1;
        circle_last_ = last;
    }

    std::uint8_t begin_;
    hop_ttl limited_up_to_;
    hop_ttl circle_last_;  // of the circle in which steps_ were made
    int steps_ = 0;
};

}  // namespace tracerouter::engine
