#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "report/facts.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/time.hpp"
#include "view/history.hpp"

namespace tracerouter::view {

/// Where a replay is.
struct replay_position {
    duration at{};     ///< since its beginning
    duration of{};     ///< its length
    double speed = 1;  ///< seconds of the session a second
};

/// All that pictures are made of, beside what the user has chosen (screen_state). It lives as long as the call that it
/// is given to.
struct model {
    std::span<const monitor_result> results{};
    std::span<const history> histories{};         ///< of the same targets in the same order; may be fewer
    report::fact_lookup facts{};                  ///< names and AS numbers
    std::chrono::system_clock::time_point now{};  ///< of a replay: the moment that it shows
    duration interval = std::chrono::seconds{1};  ///< between the rounds of a target
    bool probing = true;                          ///< no: probing has been stopped by the user
    bool can_write = false;                       ///< there is a file for the key w
    std::uint16_t masked_hops = 0;                ///< so many of the first hops are hidden by the key m
    std::optional<replay_position> replay{};      ///< present: this is one
    bool unicode = true;                          ///< bars and letters beyond ASCII can be shown
    bool interactive = true;                      ///< there are keys; otherwise the picture says nothing of them
};

/// The history of a target; one without any probe if there is none.
[[nodiscard]] inline const history& history_of(const model& seen, std::size_t target) {
    static const history nothing;
    return target < seen.histories.size() ? seen.histories[target] : nothing;
}

}  // namespace tracerouter::view
