#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "engine/events.hpp"
#include "engine/trace_state.hpp"

namespace tracerouter::engine {

/// A hop is final. What it holds is read when that is told.
struct pending_hop {
    trace_id trace;
    hop_ttl ttl{};
};

/// A trace has ended. Its result is made when that is told.
struct pending_end {
    trace_id trace;
};

/// Something to be told as an `event`. What is rare and large lies elsewhere, so that a queue of hops stays small.
using news = std::variant<pending_hop, pending_end, std::unique_ptr<probe_event>, std::unique_ptr<unmatched_datagram>>;

/// What has happened and is not told yet, oldest first.
class news_queue {
public:
    void add(news told) { queue_.push_back(std::move(told)); }
    std::optional<news> take();
    /// Nothing more is told of that trace.
    void erase(trace_id trace);

private:
    std::deque<news> queue_;
};

/// The event with what is known of the probe filled in.
[[nodiscard]] probe_event event_of(const trace_state& trace, probe_index index, probe_event happened);

}  // namespace tracerouter::engine
