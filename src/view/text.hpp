#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tracerouter::view {

/// Whether every terminal shows it as one visible character, one column wide, or as a blank: ASCII, letters of Latin,
/// Greek and Cyrillic, the ellipsis, box lines and bars. Wide characters, marks that join others and controls are not.
[[nodiscard]] bool is_narrow(char32_t sign) noexcept;

/// The characters of a text of UTF-8 (RFC 3629). An octet that is no part of a character becomes U+FFFD.
[[nodiscard]] std::u32string characters_of(std::string_view text);

/// Appends one character as UTF-8.
void append_utf8(std::string& out, char32_t sign);

/// A text that report::escape() or one of its like has made harmless, in characters that are one column wide: others
/// become \u{NNNN}. Without `unicode` all characters beyond ASCII do.
[[nodiscard]] std::string narrowed(std::string_view escaped, bool unicode);

/// How many columns a narrow text takes.
[[nodiscard]] std::size_t columns_of(std::string_view text);

/// The first characters of a text, the last of them an ellipsis if it had more than `most`: "…", or "~" without
/// `unicode`.
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t most, bool unicode);

}  // namespace tracerouter::view
