#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <type_traits>

namespace tracerouter::targets {

/// Why a target as typed is not one that can be traced.
enum class errc {
    invalid_name = 1,   ///< neither an address nor a prefix, and breaks the rules of host names
    invalid_address,    ///< ends in a number as only addresses do, or has colons, and is not an address
    invalid_prefix,     ///< has a slash, and is not an address followed by a length
    several_words,      ///< a line of a target file holds more than one target
    line_too_long,      ///< a line of a target file is longer than max_line_length
    control_character,  ///< holds a zero octet or another control character: no text file, or a forged one
    mapped_prefix,      ///< IPv4-mapped, and shorter than the mapping
    other_family,       ///< valid, but -4 or -6 asks for the other family
    prefix_too_wide,    ///< more IPv6 addresses than anyone can probe
    no_address,         ///< the name exists, but has no address of the family asked for
};

/// The category of errc: messages without a final stop, made to stand behind "NAME: ".
[[nodiscard]] const boost::system::error_category& error_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(errc value) noexcept;

}  // namespace tracerouter::targets

template <>
struct boost::system::is_error_code_enum<tracerouter::targets::errc> : std::true_type {};
