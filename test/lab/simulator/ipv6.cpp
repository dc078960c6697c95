#include "ipv6.hpp"

#include "dual_stack.hpp"
#include "wire.hpp"

namespace lab {

address load_ipv6_address(std::span<const std::uint8_t> bytes, std::size_t offset) {
    const auto half = [&](std::size_t at) { return std::uint64_t{load32(bytes, at)} << 32 | load32(bytes, at + 4); };
    return {half(offset), half(offset + 8)};
}

void store_ipv6_address(std::span<std::uint8_t> bytes, std::size_t offset, address value) {
    store32(bytes, offset, static_cast<std::uint32_t>(value.high >> 32));
    store32(bytes, offset + 4, static_cast<std::uint32_t>(value.high));
    store32(bytes, offset + 8, static_cast<std::uint32_t>(value.low >> 32));
    store32(bytes, offset + 12, static_cast<std::uint32_t>(value.low));
}

parse_status parse_ipv6_header(std::span<const std::uint8_t> datagram, probe& out) {
    if (datagram.size() < ipv6_size) return parse_status::malformed;
    const std::size_t total = ipv6_size + load16(datagram, 4);
    if (total > datagram.size()) return parse_status::malformed;
    // Multicast is the kernel's own: listener reports, router solicitations.
    if (datagram[24] == 0xff) return parse_status::foreign_version;
    const std::uint32_t first = load32(datagram, 0);
    out = probe{};
    out.ipv6 = true;
    out.bytes = datagram.first(total);
    out.payload = out.bytes.subspan(ipv6_size);
    out.source = from_ipv6(load_ipv6_address(datagram, 8));
    out.destination = from_ipv6(load_ipv6_address(datagram, 24));
    out.protocol = datagram[6];
    out.ttl = datagram[7];
    out.tos = static_cast<std::uint8_t>(first >> 20);
    out.flow_label = first & 0xf'ffff;
    out.dont_fragment = true;  // no router fragments IPv6
    return parse_status::ok;
}

}  // namespace lab
