#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <string>

namespace tracerouter::enrich {

/// Where reverse DNS keeps the name of an address: "1.10.18.198.in-addr.arpa" (RFC 1035 section 3.5), and by nibbles
/// under ip6.arpa (RFC 3596 section 2.5).
[[nodiscard]] std::string reverse_name(const boost::asio::ip::address& address);

/// Where Team Cymru tells the origin AS of an address: "1.10.18.198.origin.asn.cymru.com", and origin6 by nibbles.
[[nodiscard]] std::string origin_name(const boost::asio::ip::address& address);

/// Where Team Cymru tells who an AS is: "AS64500.asn.cymru.com".
[[nodiscard]] std::string as_name_name(std::uint32_t asn);

/// Nobody outside can know it: loopback, link-local, private (RFC 1918, RFC 4193), shared (RFC 6598), multicast and
/// unspecified addresses. They are no concern of a public registry.
[[nodiscard]] bool is_local(const boost::asio::ip::address& address);

}  // namespace tracerouter::enrich
