#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "tracerouter/time.hpp"

namespace tracerouter::trace {

/// What is to be called at some time.
class alarm_queue {
public:
    using id = std::pair<time_point, std::uint64_t>;

    /// Neither function may keep its owner alive.
    struct alarm {
        std::function<void()> ring;  ///< when it is time
        std::function<void()> drop;  ///< it will never be: the io_context is going
    };

    id add(time_point at, alarm call) {
        const id added{at, next_++};
        alarms_.emplace(added, std::move(call));
        return added;
    }
    /// Harmless if it was called.
    void erase(id alarm) { alarms_.erase(alarm); }

    [[nodiscard]] bool empty() const { return alarms_.empty(); }
    [[nodiscard]] std::optional<time_point> next() const {
        return empty() ? std::nullopt : std::optional{alarms_.begin()->first.first};
    }
    /// Calls what is due. What is added or erased meanwhile is taken into account.
    void ring(time_point now) {
        while (!alarms_.empty() && alarms_.begin()->first.first <= now) {
            const auto due = alarms_.extract(alarms_.begin());
            due.mapped().ring();
        }
    }
    /// Drops all.
    void drop() {
        for (const auto& [id, call] : std::exchange(alarms_, {})) call.drop();
    }

private:
    std::map<id, alarm> alarms_;
    std::uint64_t next_ = 0;
};

}  // namespace tracerouter::trace
