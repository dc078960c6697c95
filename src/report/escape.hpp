#pragma once

#include <string>
#include <string_view>

namespace tracerouter::report {

/// Text from outside, made harmless for terminals and readers: control characters, marks that turn the direction of
/// text or have no width, and octets that are not UTF-8 (RFC 3629) are replaced by \xNN or \u{NNNN}.
[[nodiscard]] std::string escape(std::string_view text);

/// The same, made one word for whatever reads the text of traceroute: of ASCII only letters, digits and - . / : _ stay.
[[nodiscard]] std::string escape_word(std::string_view text);

/// Appends `text` as a JSON string (RFC 8259 section 7) with its quotes. The same characters as in escape() are written
/// as \uNNNN, so nothing is lost; octets that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace tracerouter::report
