#pragma once

#include <string>
#include <string_view>

#include "report/text_buffer.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::report {

/// What a colour says. All of them are among the eight that every terminal has, and none is needed to understand a
/// line.
enum class tint : unsigned char {
    none,
    silent,   ///< nothing was heard
    near,     ///< under 25 ms: the same region
    distant,  ///< under 100 ms: the same continent
    far,      ///< beyond
    change,   ///< something on the way changed the probe
    error,    ///< the path ends here, or loses probes
};

[[nodiscard]] tint tint_of(duration rtt);

/// What stands before a text in that colour, and behind it; nothing unless `color`.
[[nodiscard]] std::string_view tint_begin(tint kind, bool color);
[[nodiscard]] std::string_view tint_end(tint kind, bool color);

/// `text` in its colour if `color`, else as it is.
[[nodiscard]] std::string tinted(std::string_view text, tint kind, bool color);
void append_tinted(text_buffer& out, std::string_view text, tint kind, bool color);

}  // namespace tracerouter::report
