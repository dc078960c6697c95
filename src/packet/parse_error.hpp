#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

namespace tracerouter::packet {

/// Why octets are not the packet they were taken for.
enum class parse_error {
    truncated,          ///< the octets end before a header does, or before the length a header claims
    bad_version,        ///< the IP version is another than that of the datagram around it
    bad_header_length,  ///< the IPv4 header claims fewer than 20 octets, or IPv6 has too many extension headers
    bad_length,         ///< the IPv4 total length is less than the header length
    bad_checksum,       ///< the checksum of the IPv4 header or of the ICMP message does not verify
    other_protocol,     ///< neither ICMP nor TCP
    fragment,           ///< part of a datagram only
    unsupported_type,   ///< a sound message of a type that answers no probe
    impossible_source,  ///< a sound message from an address that no host has
};

/// What is wrong, in a few words for a log line.
[[nodiscard]] const char* describe(parse_error error) noexcept;

/// A value read from a packet, or why there is none. Parsers never throw.
template <class T>
using parsed = boost::system::result<T, parse_error>;

/// What parsed::value() calls, by argument-dependent look-up, when there is none: throws std::runtime_error.
[[noreturn]] void throw_exception_from_error(parse_error error, const boost::source_location& where);

}  // namespace tracerouter::packet
