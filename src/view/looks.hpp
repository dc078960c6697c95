#pragma once

#include "report/tint.hpp"
#include "tracerouter/time.hpp"
#include "view/cell_grid.hpp"

namespace tracerouter::view {

// What looks are used for. None of them is needed to understand a picture.

inline constexpr look title_look{.color = ink::standard, .bold = true};
inline constexpr look heading_look{.color = ink::standard, .bold = true};
inline constexpr look quiet_look{.color = ink::standard, .dim = true};
inline constexpr look loss_look{.color = ink::red};
inline constexpr look change_look{.color = ink::cyan};
inline constexpr look state_look{.color = ink::standard, .reverse = true};

/// That of a round-trip time, as in the other outputs.
[[nodiscard]] inline look look_of(duration rtt) {
    switch (report::tint_of(rtt)) {
        case report::tint::near: return {.color = ink::green};
        case report::tint::distant: return {.color = ink::yellow};
        default: return {.color = ink::magenta};
    }
}

}  // namespace tracerouter::view
