#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <variant>

#include "targets/prefix.hpp"

namespace tracerouter::targets {

/// A name to be looked up.
struct host_name {
    std::string text;

    friend bool operator==(const host_name&, const host_name&) = default;
};

/// What a target as typed means.
using target_spec = std::variant<host_name, boost::asio::ip::address, prefix>;

/// Reads a target. What has a slash is a prefix; what has a colon, or ends in a number, can only be an address
/// (RFC 1123 section 2.1); all else must look like a host name. Errors: errc::invalid_prefix, errc::mapped_prefix,
/// errc::invalid_address, errc::invalid_name, errc::control_character.
[[nodiscard]] boost::system::result<target_spec> parse_target(std::string_view text);

/// Says whether `text` may be a host name: labels of 1 to 63 octets, 253 in all (RFC 1123 section 2.1), made of
/// letters, digits, inner hyphens and the underscore that is seen in practice. A final dot is allowed. Octets beyond
/// ASCII are allowed everywhere: the system's resolver knows internationalised names (RFC 5890).
[[nodiscard]] bool is_host_name(std::string_view text) noexcept;

}  // namespace tracerouter::targets
