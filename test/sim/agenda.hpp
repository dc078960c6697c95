#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "tracerouter/time.hpp"

namespace tracerouter::sim {

/// What is to happen at which virtual time. What is due at the same time comes in the order it was added, so that
/// every run is the same.
class agenda {
public:
    using action = std::function<void()>;

    void add(time_point at, action what) {
        entries_.push_back({at, added_++, std::move(what)});
        std::push_heap(entries_.begin(), entries_.end(), later);
    }

    [[nodiscard]] std::optional<time_point> next() const {
        if (entries_.empty()) return std::nullopt;
        return entries_.front().at;
    }

    /// The next action if it is due at `now`, else none.
    action pop_due(time_point now) {
        if (entries_.empty() || entries_.front().at > now) return {};
        std::pop_heap(entries_.begin(), entries_.end(), later);
        action due = std::move(entries_.back().what);
        entries_.pop_back();
        return due;
    }

private:
    struct entry {
        time_point at;
        std::uint64_t order;
        action what;
    };
    static bool later(const entry& one, const entry& two) {
        return std::pair{one.at, one.order} > std::pair{two.at, two.order};
    }

    std::vector<entry> entries_;
    std::uint64_t added_ = 0;
};

}  // namespace tracerouter::sim
