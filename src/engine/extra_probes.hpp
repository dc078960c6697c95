#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/strategy.hpp"

namespace tracerouter::engine {

/// One at a time: the probes that somebody asks for beside the queries of a sweep, in that order. They are retries of
/// what was lost or met a used-up limit, and further queries where a router may not grant all of them at once.
class extra_probes final : public strategy {
public:
    void ask(std::uint8_t ttl, std::uint8_t query) { asked_.push_back({ttl, query}); }

    [[nodiscard]] std::optional<probe_plan> peek(std::uint8_t end) const override {
        const auto next = first_within(end);
        return next == asked_.end() ? std::nullopt : std::optional{*next};
    }

    void take(const probe_plan& /*plan*/, std::uint8_t end) override { asked_.erase(first_within(end)); }

    [[nodiscard]] bool done(std::uint8_t ttl) const override {
        return std::ranges::none_of(asked_, [ttl](const probe_plan& one) { return one.ttl == ttl; });
    }

private:
    [[nodiscard]] std::vector<probe_plan>::const_iterator first_within(std::uint8_t end) const {
        return std::ranges::find_if(asked_, [end](const probe_plan& one) { return one.ttl <= end; });
    }

    std::vector<probe_plan> asked_;
};

}  // namespace tracerouter::engine
