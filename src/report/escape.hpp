#pragma once

#include <boost/asio/ip/address.hpp>

#include <string>
#include <string_view>

namespace tracerouter::report {

/// Text from outside, made harmless for terminals and readers: control characters, marks that turn the direction of
/// text, all that has no width or may be ignored (Default_Ignorable_Code_Point of Unicode), and octets that are not
/// UTF-8 (RFC 3629) are replaced by \xNN or \u{NNNN}.
[[nodiscard]] std::string escape(std::string_view text);

/// The same, made one word for whatever reads the text of traceroute: of ASCII only letters, digits and - . / : _ stay,
/// and no blank of another script does.
[[nodiscard]] std::string escape_word(std::string_view text);

/// A target as the user wrote it, for text: as escape() has it, but the scope of a link-local address as a word. That
/// is the name of an interface, which may hold nearly anything.
[[nodiscard]] std::string escape_target(std::string_view text);

/// An address as a word, its scope likewise.
[[nodiscard]] std::string address_word(const boost::asio::ip::address& address);

/// The same as escape(), made harmless for spreadsheets: what a cell must not begin with, since they would calculate it
/// (= + - @, full width too) or look behind it for such a thing (blanks), is replaced, too.
[[nodiscard]] std::string escape_cell(std::string_view text);

/// Appends `text` as a JSON string (RFC 8259 section 7) with its quotes. The same characters as in escape() are written
/// as \uNNNN, so nothing is lost; octets that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace tracerouter::report
