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
    void ask(hop_ttl ttl, query_number query) { asked_.push_back({ttl, query}); }
    /// One more probe of a hop without an answer. It takes a number behind the queries.
    void retry(path_map& path, hop_ttl ttl) {
        ask(ttl, query_number{path.setup().options.queries + ++path.hop(ttl).retries});
    }
    /// The same, because of what other traces have told.
    void ask_again(path_map& path, hop_ttl ttl) {
        ++path.hop(ttl).advised_retries;
        retry(path, ttl);
    }
    /// The next of the queries to come of a hop that has answered.
    void ask_next_query(path_map& path, hop_ttl ttl) {
        ask(ttl, query_number{path.setup().options.queries - --path.hop(ttl).queries_left});
    }

    [[nodiscard]] std::optional<probe_plan> peek(hop_ttl end) const override {
        const auto next = first_within(end);
        return next == asked_.end() ? std::nullopt : std::optional{*next};
    }

    void take(const probe_plan& /*plan*/, hop_ttl end) override { asked_.erase(first_within(end)); }

    [[nodiscard]] bool done(hop_ttl ttl) const override {
        return std::ranges::none_of(asked_, [ttl](const probe_plan& one) { return one.ttl == ttl; });
    }

private:
    [[nodiscard]] std::vector<probe_plan>::const_iterator first_within(hop_ttl end) const {
        return std::ranges::find_if(asked_, [end](const probe_plan& one) { return one.ttl <= end; });
    }

    std::vector<probe_plan> asked_;
};

}  // namespace tracerouter::engine
