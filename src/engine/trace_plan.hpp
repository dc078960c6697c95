#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/backward_sweep.hpp"
#include "engine/extra_probes.hpp"
#include "engine/size_search.hpp"
#include "engine/strategy.hpp"
#include "engine/survey.hpp"
#include "engine/trace_setup.hpp"

namespace tracerouter::engine {

/// The strategies of a trace: what is asked for beside the queries, before all; then a sweep; then others.
class trace_plan {
public:
    /// A volley or a survey, as the setup says.
    explicit trace_plan(const trace_setup& setup);
    /// The same with another sweep.
    trace_plan(std::unique_ptr<strategy> sweep, const trace_setup& setup);

    [[nodiscard]] bool has_next(std::uint8_t end) const {
        return extra_.peek(end) ||
               std::ranges::any_of(list_, [end](const auto& one) { return one->peek(end).has_value(); }) ||
               (last_ && last_->peek(end));
    }
    /// The next plan, and the number of the strategy that has made it.
    struct chosen {
        probe_plan plan;
        std::uint8_t by = 0;
    };
    std::optional<chosen> next(std::uint8_t end) {
        if (const auto plan = extra_.next(end)) return chosen{*plan};
        for (std::size_t number = 0; number < list_.size(); ++number) {
            if (const auto plan = list_[number]->next(end)) return chosen{*plan, static_cast<std::uint8_t>(number)};
        }
        const auto plan = last_ ? last_->next(end) : std::nullopt;
        return plan ? std::optional{chosen{*plan, static_cast<std::uint8_t>(list_.size())}} : std::nullopt;
    }
    [[nodiscard]] bool done(int ttl) const {
        const auto here = static_cast<std::uint8_t>(ttl);
        return extra_.done(here) && std::ranges::all_of(list_, [here](const auto& one) { return one->done(here); });
    }
    [[nodiscard]] bool finished() const {
        return std::ranges::all_of(list_, [](const auto& one) { return one->finished(); });
    }
    void learnt(const path_map& path) {
        for (const auto& one : list_) one->learnt(path);
    }
    /// Asks one more strategy, behind all others. It lives as long.
    void join(strategy& last) { last_ = &last; }

    /// The one that has asked for a probe that belongs to no hop.
    [[nodiscard]] strategy& of(const probe_record& probe) const {
        return probe.asked_by < list_.size() ? *list_[probe.asked_by] : *last_;
    }
    [[nodiscard]] extra_probes& extra() { return extra_; }
    /// The sweep, if it is a survey; or null.
    [[nodiscard]] class survey* survey() const { return survey_; }
    /// The same, if it goes backwards; or null.
    [[nodiscard]] backward_sweep* backward() const { return backward_; }
    /// The search for the path MTU, if it is wanted; or null.
    [[nodiscard]] size_search* sizes() const { return sizes_; }
    /// The path MTU up to a hop, if it was looked for and found.
    [[nodiscard]] std::optional<std::uint16_t> mtu_to(std::uint8_t ttl) const {
        return sizes_ ? sizes_->mtu_to(ttl) : std::nullopt;
    }

private:
    void add_size_search(const trace_setup& setup);

    extra_probes extra_;
    std::vector<std::unique_ptr<strategy>> list_;
    strategy* last_ = nullptr;
    // Of the list.
    class survey* survey_ = nullptr;
    backward_sweep* backward_ = nullptr;
    size_search* sizes_ = nullptr;
};

}  // namespace tracerouter::engine
