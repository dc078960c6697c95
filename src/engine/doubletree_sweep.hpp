#pragma once

#include <optional>

#include "engine/backward_sweep.hpp"

namespace tracerouter::engine {

/// A backward sweep that begins where the path leaves what other traces know (`sweep_starts`), and goes both ways from
/// there: backwards until the way is known, forwards hop by hop until the target answers or the gap limit is reached
/// (Doubletree). So a target costs its own routers, one that is known, and itself. Only where routers fall silent, the
/// distance probe asks whether there is a target behind them.
class doubletree_sweep final : public backward_sweep {
public:
    doubletree_sweep(const trace_options& options, hop_ttl start);

    void learnt(const path_map& path) override;
    void learnt_distance(std::optional<hop_ttl> distance) override;
    [[nodiscard]] duration patience(const path_map& path) const override;
    [[nodiscard]] bool done(hop_ttl ttl) const override {
        const bool may_go_on = !distance_asked_ && ttl > horizon() && !asked(ttl);
        return !may_go_on && backward_sweep::done(ttl);
    }

private:
    void go_forward(const path_map& path);
    void go_back_from(hop_ttl end, const path_map& path);
    [[nodiscard]] bool all_asked_below(hop_ttl end) const;

    bool distance_asked_ = false;  // and the answer is back, or overdue
    bool end_seen_ = false;
};

}  // namespace tracerouter::engine
