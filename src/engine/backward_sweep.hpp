#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "engine/measured_sweep.hpp"

namespace tracerouter::engine {

/// A sweep that asks TTLs one by one from the target to the source, until a hop from which the way is known
/// (Doubletree; FlashRoute).
class backward_sweep final : public measured_sweep {
public:
    explicit backward_sweep(const trace_options& options) : measured_sweep(options), floor_(options.first_ttl) {}

    void learnt_distance(std::optional<std::uint8_t> distance) override {
        if (told()) return;
        const int begin = distance ? first() : std::min<int>(unknown_distance, max());
        set_told(distance, begin);
        floor_ = static_cast<std::uint8_t>(std::max<int>(first(), distance ? horizon() - 1 : begin));
    }
    [[nodiscard]] bool done(std::uint8_t ttl) const override {
        return measured_sweep::done(ttl) || (told() && stopped_ && ttl < floor_);
    }

    /// The lowest hop asked so far, once it has answered or is overdue: what it is decides whether to go on.
    [[nodiscard]] std::optional<std::uint8_t> ready_to_step_back(const path_map& path) const {
        for (int ttl = first(); ttl <= max(); ++ttl) {
            if (!path.probed(ttl)) continue;
            const auto lowest = static_cast<std::uint8_t>(ttl);
            return leads_on(lowest) && path.hop(ttl).awaited == 0 ? std::optional{lowest} : std::nullopt;
        }
        return std::nullopt;
    }
    /// Whether the hop `ttl`, now settled, is the one to go on from.
    [[nodiscard]] bool leads_on(std::uint8_t ttl) const {
        return told() && !stopped_ && ttl == lowest_asked_ && ttl == floor_;
    }
    /// Goes one hop back, or stops there because the way from it is known.
    void step_back(bool known) {
        if (known || floor_ == first()) {
            stopped_ = true;
        } else {
            --floor_;
        }
    }

private:
    /// Where half of all paths have ended.
    static constexpr int unknown_distance = 12;

    [[nodiscard]] int next_ttl(std::uint8_t end) const override {
        for (int ttl = std::min(horizon(), end); ttl >= floor_; --ttl) {
            if (!asked(ttl)) return ttl;
        }
        return 0;
    }
    void note_asked(std::uint8_t ttl, std::uint8_t /*end*/) override { lowest_asked_ = std::min(lowest_asked_, ttl); }

    std::uint8_t floor_;
    std::uint8_t lowest_asked_ = UINT8_MAX;
    bool stopped_ = false;  // nothing below floor_ will be asked
};

}  // namespace tracerouter::engine
