#pragma once

#include <cstdint>
#include <string>

#include "run/config.hpp"
#include "tracerouter/time.hpp"
#include "view/screen_state.hpp"

namespace tracerouter::run {

/// How a view begins.
struct screen_settings {
    view::screen_state state;  ///< what the first picture shows
    bool color = true;
    bool unicode = true;
    std::uint8_t hidden_hops = 0;
    duration interval{};       ///< between the rounds of a target
    std::string session_file;  ///< empty: none
};

/// As the options and the environment ask for it.
[[nodiscard]] screen_settings screen_settings_of(const config& config);

}  // namespace tracerouter::run
