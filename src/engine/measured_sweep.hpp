#pragma once

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <optional>

#include "engine/strategy.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::engine {

/// The distance of whoever answered a probe of that TTL, if it got no farther than to the end of the path.
[[nodiscard]] hop_ttl distance_told(const reply& answer, hop_ttl ttl);

/// What the strategies for one of many targets share: a distance probe with the highest TTL asks the target how far
/// away it is, then TTLs up to there are asked once each (`paced_sweep`, `backward_sweep`). So nothing is sent beyond
/// the target, at the price of one more round trip.
class measured_sweep : public strategy {
public:
    [[nodiscard]] std::optional<probe_plan> peek(hop_ttl end) const final;
    void take(const probe_plan& plan, hop_ttl end) final;
    [[nodiscard]] bool done(hop_ttl ttl) const override {
        if (!told_ || (ask_again_ && ttl == max_)) return false;
        return asked(ttl) || (lost_ && ttl > horizon_);
    }

    // The distance probe.
    void answered(const probe_record& probe, const reply& answer, const path_map& path) final;
    void overdue(const probe_record& /*distance*/) final { learnt_distance(std::nullopt); }
    void refused(const probe_record& /*distance*/) final { learnt_distance(std::nullopt); }
    [[nodiscard]] duration patience(const path_map& path) const override;

    /// Until the end is known, what was heard may show that it is farther away.
    void learnt(const path_map& path) override;

    /// Sends the distance probe once more.
    void ask_target_again() { ask_again_ = true; }

    /// The distance probe was answered from about that distance, or not at all.
    virtual void learnt_distance(std::optional<hop_ttl> distance) = 0;
    /// The distance that the target told, where nobody has answered the only probe. Its answer may have been lost; from
    /// farther away it would answer, too.
    [[nodiscard]] std::optional<hop_ttl> lost_target(const path_map& path) const;
    /// The distance probe was not answered.
    [[nodiscard]] bool lost() const { return told_ && lost_; }
    /// The highest TTL that is asked for now.
    [[nodiscard]] hop_ttl horizon() const { return horizon_; }

    /// More has been heard, and the end is not known yet. The horizon moves on.
    /// \param settled nothing is awaited of all that was asked
    void heard_up_to(hop_ttl last_answered, bool settled);

protected:
    explicit measured_sweep(const trace_options& options)
        : first_(first_ttl_of(options)), max_(max_ttl_of(options)), gap_limit_(options.gap_limit) {}

    /// The next TTL to be asked once the distance probe is back, given that nothing beyond `end` is of interest.
    [[nodiscard]] virtual std::optional<hop_ttl> next_ttl(hop_ttl end) const = 0;
    virtual void note_asked(hop_ttl ttl, hop_ttl end) = 0;

    /// The distance probe is back. \param begin the first TTL to be asked if it was not answered
    void set_told(std::optional<hop_ttl> distance, hop_ttl begin) {
        told_ = true;
        lost_ = !distance;
        distance_ = distance;
        horizon_ = distance ? std::clamp(*distance, first_, max_) : std::min(begin + (gap_limit_ - 1), max_);
    }
    /// Begins with that TTL instead, as if nobody had answered the distance probe.
    void begin_without_distance(hop_ttl begin) {
        distance_wanted_ = false;
        told_ = lost_ = true;
        horizon_ = begin;
    }
    /// Sends the distance probe after all; nothing else until it is back.
    void ask_distance() {
        distance_wanted_ = true;
        told_ = false;
    }
    /// It is back. What was asked before stays.
    void set_told_at_last(std::optional<hop_ttl> distance) {
        const hop_ttl asked_up_to = horizon_;
        set_told(distance, first_);
        horizon_ = std::max(distance ? horizon_ : first_, asked_up_to);
    }
    /// A target that has answered a probe of a hop told that it is at that one, before.
    void set_told_nearer(hop_ttl distance) {
        distance_ = distance;
        told_nearer_ = true;
    }
    void set_horizon(hop_ttl horizon) { horizon_ = horizon; }
    [[nodiscard]] int gap_limit() const { return gap_limit_; }
    [[nodiscard]] bool told() const { return told_; }
    [[nodiscard]] hop_ttl first() const { return first_; }
    [[nodiscard]] hop_ttl max() const { return max_; }
    [[nodiscard]] bool asked(hop_ttl ttl) const { return asked_[ttl.value()]; }

private:
    hop_ttl first_;
    hop_ttl max_;
    std::uint8_t gap_limit_;
    bool distance_wanted_ = true;      // it has not been sent
    bool ask_again_ = false;           // and once more
    bool told_ = false;                // the distance probe was answered or is overdue
    bool lost_ = false;                // it was not answered
    std::optional<hop_ttl> distance_;  // as told
    bool told_nearer_ = false;         // by the answer to a probe of a hop
    hop_ttl horizon_;
    std::bitset<256> asked_;
};

}  // namespace tracerouter::engine
