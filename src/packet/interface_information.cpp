#include "packet/interface_information.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <string>

#include "packet/ipv6.hpp"
#include "packet/reader.hpp"

namespace tracerouter::packet {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;

constexpr std::uint8_t has_index = 0x08;
constexpr std::uint8_t has_address = 0x04;
constexpr std::uint8_t has_name = 0x02;
constexpr std::uint8_t has_mtu = 0x01;

// Address family numbers of IANA.
constexpr std::uint16_t afi_ipv4 = 1;
constexpr std::uint16_t afi_ipv6 = 2;

constexpr std::size_t longest_name_object = 64;

address read_address(reader& in) {
    const std::uint16_t family = in.u16();
    in.skip(2);
    if (family == afi_ipv4) return address_v4{in.u32()};
    if (family == afi_ipv6) return read_ipv6_address(in);
    in.fail();
    return {};
}

std::string read_name(reader& in) {
    const std::size_t length = in.u8();
    if (length == 0 || length > longest_name_object || length % 4 != 0) in.fail();
    const std::span<const std::byte> octets = in.ok() ? in.take(length - 1) : std::span<const std::byte>{};
    std::string name;
    for (const std::byte octet : octets) name.push_back(std::to_integer<char>(octet));
    name.erase(std::min(name.find('\0'), name.size()));
    return name;
}

}  // namespace

std::optional<interface_information> parse_interface_information(std::uint8_t c_type,
                                                                 std::span<const std::byte> payload) {
    reader in{payload};
    interface_information out;
    out.role = static_cast<interface_role>(c_type >> 6);
    if (c_type & has_index) out.index = in.u32();
    if (c_type & has_address) out.address = read_address(in);
    if (c_type & has_name) out.name = read_name(in);
    if (c_type & has_mtu) out.mtu = in.u32();
    if (!in.ok() || in.remaining() != 0) return std::nullopt;
    return out;
}

}  // namespace tracerouter::packet
