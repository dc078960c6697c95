#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "tracerouter/monitor_result.hpp"
#include "view/model.hpp"
#include "view/screen_state.hpp"

namespace tracerouter::view {

/// When it began.
[[nodiscard]] std::chrono::system_clock::time_point time_of(const monitor_event& event);

/// The TTL at which it was seen; absent: at the target.
[[nodiscard]] std::optional<std::uint16_t> ttl_of(const monitor_event& event);

/// In one word: "path", "length", "balance", "burst", "outage" or "recovery".
[[nodiscard]] std::string word_of(const monitor_event& event);

/// In one line with its time of day (UTC): "09:00:05 path of flow 2 changed at hop 5: 198.18.5.1 -> 198.18.5.9".
[[nodiscard]] std::string change_text(const monitor_event& event, const model& seen, const screen_state& state);

}  // namespace tracerouter::view
