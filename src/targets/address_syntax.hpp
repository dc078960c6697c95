#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>

#include <string_view>

namespace tracerouter::targets {

/// Reads an address as people and files write it: the one function through which written addresses come in, those of
/// targets, prefixes and options. IPv4-mapped ones are IPv4. Errors: errc::invalid_address.
///
/// A link-local address may name its interface, or number it: "fe80::1%eth0". An interface that does not exist leaves
/// the scope empty, which the tracer explains. Addresses that are not link-local have no scope (RFC 4007 section 6):
/// one that is written is dropped, so that an address is the same target and the same exclusion with it and without.
[[nodiscard]] boost::system::result<boost::asio::ip::address> parse_address(std::string_view text);

/// Whether control characters of ASCII or of C1 (U+0080 to U+009F, in UTF-8) are in a text.
[[nodiscard]] bool has_control_characters(std::string_view text) noexcept;

}  // namespace tracerouter::targets
