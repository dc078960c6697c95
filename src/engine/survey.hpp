#pragma once

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <optional>

#include "engine/strategy.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::engine {

/// The strategy for one of many targets: a scout with the highest TTL asks the target how far away it is, then each TTL
/// up to there is asked once, in an order that differs from trace to trace, so that no router sees a burst. Nothing is
/// sent beyond the target, at the price of one more round trip.
///
/// Backwards, TTLs are asked one by one from the target to the source, until a hop from which the way is known
/// (Doubletree; FlashRoute).
class survey final : public strategy {
public:
    /// \param turn where in the circle of TTLs this trace begins
    survey(const trace_options& options, std::uint8_t turn, bool backwards)
        : first_(options.first_ttl),
          max_(options.max_ttl),
          gap_limit_(options.gap_limit),
          turn_(turn),
          backwards_(backwards),
          floor_(options.first_ttl) {}

    [[nodiscard]] std::optional<probe_plan> peek(std::uint8_t end) const override {
        if (ask_again_ && max_ <= end) return scout();
        if (scout_wanted_) return scout();
        const int ttl = next_ttl(end);
        if (ttl == 0) return std::nullopt;
        return probe_plan{static_cast<std::uint8_t>(ttl), 1};
    }

    void take(const probe_plan& plan, std::uint8_t end) override {
        if (plan.purpose == probe_purpose::distance) {
            (scout_wanted_ ? scout_wanted_ : ask_again_) = false;
            return;
        }
        asked_.set(plan.ttl);
        lowest_asked_ = std::min(lowest_asked_, plan.ttl);
        note_step(end);
    }

    [[nodiscard]] bool done(std::uint8_t ttl) const override {
        if (!told_ || (ask_again_ && ttl == max_)) return false;
        return asked_[ttl] || (stopped_ && ttl < floor_) || (lost_ && ttl > horizon_);
    }

    // The scout.
    void answered(const probe_record& probe, const reply& answer, const path_map& path) override;
    void overdue(const probe_record& /*scout*/) override { scout_told(std::nullopt); }
    void refused(const probe_record& /*scout*/) override { scout_told(std::nullopt); }

    /// Until the end is known, what was heard may show that it is farther away.
    void learnt(const path_map& path, bool settled) override;

    /// Sends the scout once more.
    void ask_target_again() { ask_again_ = true; }

    /// The scout was answered from about that distance, or not at all. The last word of several is not "not at all".
    void scout_told(std::optional<std::uint8_t> distance) {
        if (told_ && (backwards_ || !lost_ || !distance)) return;
        told_ = true;
        lost_ = !distance;
        const int begin = backwards_ && lost_ ? std::min<int>(unknown_distance, max_) : first_;
        horizon_ = distance ? std::clamp(*distance, first_, max_) : within(begin - 1 + gap_limit_);
        if (backwards_) floor_ = static_cast<std::uint8_t>(std::max<int>(first_, lost_ ? begin : horizon_ - 1));
    }

    /// The scout was not answered.
    [[nodiscard]] bool lost() const { return told_ && lost_; }
    /// The highest TTL that is asked for now.
    [[nodiscard]] std::uint8_t horizon() const { return horizon_; }

    /// More has been heard, and the end is not known yet. The horizon moves on.
    /// \param settled nothing is awaited of all that was asked
    void heard_up_to(std::uint8_t last_answered, bool settled) {
        if (!told_) return;
        int horizon = horizon_;
        if (lost_) {
            horizon = std::max(horizon, last_answered + gap_limit_);
        } else if (last_answered >= horizon_) {
            horizon = last_answered + 1;
        } else if (settled && next_ttl(max_) == 0) {
            horizon += stride;
        }
        horizon_ = within(horizon);
    }

    /// Backwards: whether the hop `ttl`, now settled, is the one to go on from.
    [[nodiscard]] bool leads_on(std::uint8_t ttl) const {
        return backwards_ && told_ && !stopped_ && ttl == lowest_asked_ && ttl == floor_;
    }
    /// Goes one hop on, or stops there because the way from it is known.
    void go_on(bool known) {
        if (known || floor_ == first_) {
            stopped_ = true;
        } else {
            --floor_;
        }
    }

private:
    /// Where half of all paths have ended.
    static constexpr int unknown_distance = 12;
    /// So many TTLs more are asked where a distance was too short and nobody says by how much.
    static constexpr int stride = 2;

    [[nodiscard]] probe_plan scout() const { return {.ttl = max_, .purpose = probe_purpose::distance}; }
    [[nodiscard]] std::uint8_t within(int ttl) const { return static_cast<std::uint8_t>(std::min<int>(ttl, max_)); }

    // The circle is that of the TTLs from floor_ to `last`; 0: none.
    [[nodiscard]] int next_ttl(std::uint8_t end) const {
        if (!told_) return 0;
        const int last = std::min(horizon_, end);
        const int count = last - floor_ + 1;
        for (int step = first_step(last); step < count; ++step) {
            const int ttl = backwards_ ? last - step : floor_ + (turn_ + step) % count;
            if (!asked_[static_cast<std::size_t>(ttl)]) return ttl;
        }
        return 0;
    }

    // All steps before it have been asked, as long as the circle is the same.
    [[nodiscard]] int first_step(int last) const { return last == circle_last_ && !backwards_ ? steps_ : 0; }
    void note_step(std::uint8_t end) {
        const std::uint8_t last = std::min(horizon_, end);
        steps_ = static_cast<std::uint8_t>(first_step(last) + 1);
        circle_last_ = last;
    }

    std::uint8_t first_;
    std::uint8_t max_;
    std::uint8_t gap_limit_;
    std::uint8_t turn_;
    bool backwards_;
    bool scout_wanted_ = true;  // it has not been sent
    bool ask_again_ = false;    // and once more
    bool told_ = false;         // the scout was answered or is overdue
    bool lost_ = false;         // it was not answered
    bool stopped_ = false;      // backwards: nothing below floor_ will be asked
    std::uint8_t horizon_ = 0;
    std::uint8_t floor_;
    std::uint8_t lowest_asked_ = UINT8_MAX;
    std::uint8_t circle_last_ = 0;  // of the circle in which steps_ were made
    std::uint8_t steps_ = 0;
    std::bitset<256> asked_;
};

}  // namespace tracerouter::engine
