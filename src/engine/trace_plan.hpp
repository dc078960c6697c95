#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "engine/backward_sweep.hpp"
#include "engine/extra_probes.hpp"
#include "engine/measured_sweep.hpp"
#include "engine/path_sweep.hpp"
#include "engine/size_search.hpp"
#include "engine/strategy.hpp"
#include "engine/trace_setup.hpp"

namespace tracerouter::engine {

/// The strategies of a trace: what is asked for beside the queries, before all; then a sweep; then others.
class trace_plan {
public:
    /// With a volley or a measured sweep, as the setup says.
    explicit trace_plan(const trace_setup& setup);
    /// The same with another sweep.
    trace_plan(std::unique_ptr<strategy> sweep, const trace_setup& setup);

    [[nodiscard]] bool has_next(hop_ttl end) const {
        return extra_.peek(end) || any_of([end](const strategy& one) { return one.peek(end).has_value(); });
    }
    /// The next plan, and the number of the strategy that has made it.
    struct chosen {
        probe_plan plan;
        std::uint8_t by = 0;
    };
    std::optional<chosen> next(hop_ttl end) {
        if (const auto plan = extra_.next(end)) return chosen{*plan};
        if (const auto plan = sweep_->next(end)) return chosen{*plan, 0};
        for (std::uint8_t number = 1; number < in_turn().size(); ++number) {
            strategy* const other = in_turn()[number];
            const auto plan = other ? other->next(end) : std::nullopt;
            if (plan) return chosen{*plan, number};
        }
        return std::nullopt;
    }
    /// Whether the sweep asks that TTL.
    [[nodiscard]] bool asks(hop_ttl ttl) const { return sweep_->asks(ttl); }
    [[nodiscard]] bool done(hop_ttl ttl) const {
        return extra_.done(ttl) && !any_of([ttl](const strategy& one) { return !one.done(ttl); });
    }
    [[nodiscard]] bool finished() const {
        return !any_of([](const strategy& one) { return !one.finished(); });
    }
    void learnt(const path_map& path) {
        sweep_->learnt(path);
        if (sizes_) sizes_->learnt(path);
        if (paths_) paths_->learnt(path);
        if (last_) last_->learnt(path);
    }
    [[nodiscard]] std::optional<time_point> due() const { return paths_ ? paths_->due() : std::nullopt; }
    void tell_time(time_point now) {
        if (paths_) paths_->tell_time(now);
    }
    /// Asks one more strategy, behind all others. It lives as long.
    void join(strategy& last) { last_ = &last; }

    /// The one that has asked for a probe that belongs to no hop.
    [[nodiscard]] strategy& of(const probe_record& probe) const { return *in_turn()[probe.asked_by]; }
    [[nodiscard]] extra_probes& extra() { return extra_; }
    /// The sweep, if it measures the distance first; or null.
    [[nodiscard]] measured_sweep* measured() const { return measured_; }
    /// The same, if it goes backwards; or null.
    [[nodiscard]] backward_sweep* backward() const { return backward_; }
    /// The search for the path MTU, if it is wanted; or null.
    [[nodiscard]] size_search* sizes() const { return sizes_.get(); }
    /// The search for all paths, if it is wanted; or null.
    [[nodiscard]] path_sweep* paths() const { return paths_.get(); }
    /// The path MTU up to a hop, if it was looked for and found.
    [[nodiscard]] std::optional<std::uint16_t> mtu_to(hop_ttl ttl) const {
        return sizes_ ? sizes_->mtu_to(ttl) : std::nullopt;
    }

private:
    // In the order in which they are asked, behind extra_. There is always a sweep; null if there is no other.
    [[nodiscard]] std::array<strategy*, 4> in_turn() const { return {sweep_.get(), sizes_.get(), paths_.get(), last_}; }
    template <class Predicate>
    [[nodiscard]] bool any_of(Predicate holds) const {
        return holds(*sweep_) || (sizes_ && holds(*sizes_)) || (paths_ && holds(*paths_)) || (last_ && holds(*last_));
    }

    extra_probes extra_;
    std::unique_ptr<strategy> sweep_;
    std::unique_ptr<size_search> sizes_;
    std::unique_ptr<path_sweep> paths_;
    strategy* last_ = nullptr;
    // What sweep_ is, if it is that.
    measured_sweep* measured_ = nullptr;
    backward_sweep* backward_ = nullptr;
};

}  // namespace tracerouter::engine
