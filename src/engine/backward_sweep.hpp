#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "engine/measured_sweep.hpp"

namespace tracerouter::engine {

/// A sweep that asks TTLs one by one from the target to the source, until a hop from which the way is known
/// (Doubletree; FlashRoute).
class backward_sweep : public measured_sweep {
public:
    explicit backward_sweep(const trace_options& options) : measured_sweep(options), floor_(first_ttl_of(options)) {}

    void learnt_distance(std::optional<hop_ttl> distance) override {
        if (told()) return;
        const hop_ttl begin = distance ? first() : std::min(unknown_distance, max());
        set_told(distance, begin);
        floor_ = std::max(first(), distance ? horizon() - 1 : begin);
    }
    [[nodiscard]] bool done(hop_ttl ttl) const override {
        return measured_sweep::done(ttl) || (told() && stopped_ && ttl < floor_);
    }

    /// The lowest hop asked so far, once it has answered or is overdue: what it is decides whether to go on.
    [[nodiscard]] std::optional<hop_ttl> ready_to_step_back(const path_map& path) const {
        if (!leads_on(floor_) || !path.probed(floor_) || path.hop(floor_).awaited > 0) return std::nullopt;
        return floor_;
    }
    /// Whether the hop `ttl`, now settled, is the one to go on from.
    [[nodiscard]] bool leads_on(hop_ttl ttl) const {
        return told() && !stopped_ && ttl == lowest_asked_ && ttl == floor_;
    }
    /// Goes one hop back, or stops there because the way from it is known. As long as nothing has answered it goes
    /// several hops back: each step costs a whole wait.
    void step_back(bool known, bool heard = true) {
        if (known || floor_ == first()) {
            stopped_ = true;
        } else {
            floor_ = std::max(first(), floor_ - (heard ? 1 : stride_in_silence_));
            if (!heard) stride_in_silence_ = std::min(2 * stride_in_silence_, longest_stride);
        }
    }

    /// Other traces know the router there, and the way from it.
    void met_known(hop_ttl ttl) { known_ = std::max(known_.value_or(ttl), ttl); }
    /// The last one of those.
    [[nodiscard]] std::optional<hop_ttl> last_known() const { return known_; }

protected:
    /// To begin at that TTL, or to go on from there.
    void set_floor(hop_ttl floor) { floor_ = floor; }
    void set_stride_in_silence(int hops) { stride_in_silence_ = hops; }
    [[nodiscard]] hop_ttl lowest_asked() const { return lowest_asked_; }
    [[nodiscard]] bool stopped() const { return stopped_; }

    [[nodiscard]] std::optional<hop_ttl> next_ttl(hop_ttl end) const final {
        for (const hop_ttl ttl : ttls(floor_, std::min(horizon(), end)).falling()) {
            if (!asked(ttl)) return ttl;
        }
        return std::nullopt;
    }

private:
    /// Where half of all paths have ended.
    static constexpr hop_ttl unknown_distance{12};
    static constexpr int longest_stride = 4;

    void note_asked(hop_ttl ttl, hop_ttl /*end*/) override { lowest_asked_ = std::min(lowest_asked_, ttl); }

    hop_ttl floor_;
    hop_ttl lowest_asked_ = hop_ttl::highest;
    bool stopped_ = false;  // nothing below floor_ will be asked
    int stride_in_silence_ = longest_stride;
    std::optional<hop_ttl> known_;
};

}  // namespace tracerouter::engine
