#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "net/posix/file_descriptor.hpp"

namespace tracerouter::net {

/// What frames to an interface look like.
enum class link_kind : std::uint8_t {
    ethernet,    ///< they begin with an Ethernet header (ARPHRD_ETHER)
    bare,        ///< they are IP packets: TUN devices, WireGuard (ARPHRD_NONE)
    unsupported  ///< anything else, and interfaces that belong to another one (bridge, bond, VRF)
};

using link_address = std::array<std::byte, 6>;

/// An interface.
struct link_facts {
    std::string name{};
    link_kind kind = link_kind::unsupported;
    std::uint32_t mtu = 0;  ///< octets
    link_address own{};     ///< zeros where it has none
};

/// What the kernel knows of a neighbour.
struct neighbour_facts {
    link_address address{};
    bool permanent = false;  ///< an administrator said so; the kernel never confirms it
};

/// Asks the kernel about interfaces and neighbours (rtnetlink(7)). Needs no right.
class link_query {
public:
    /// Errors: what the kernel said.
    [[nodiscard]] static boost::system::result<link_query> open();

    /// Errors: what the kernel said; ENODEV where there is no such interface.
    [[nodiscard]] boost::system::result<link_facts> link(unsigned interface);

    /// The link address that the kernel itself would send to now; absent: it has none, because it has not asked, waits
    /// for the answer or got none.
    [[nodiscard]] std::optional<neighbour_facts> neighbour(unsigned interface, const boost::asio::ip::address& address);

private:
    file_descriptor socket_;
    std::uint32_t number_ = 0;
};

/// Whether this host has IPsec policies for what it sends (ip xfrm policy). False also where that cannot be told,
/// because the kernel tells it only to who has CAP_NET_ADMIN.
[[nodiscard]] bool has_ipsec_policies();

}  // namespace tracerouter::net
