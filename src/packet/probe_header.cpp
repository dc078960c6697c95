#include "packet/probe_header.hpp"

#include "packet/ipv4.hpp"
#include "packet/ipv6.hpp"

namespace tracerouter::packet {
namespace {

ipv4_header as_ipv4(const probe_header& header, std::uint8_t protocol) noexcept {
    return {.tos = header.tos,
            .total_length = header.packet_size,
            .id = header.ip_id,
            .dont_fragment = header.dont_fragment,
            .ttl = header.ttl,
            .protocol = protocol,
            .source = header.source.to_v4(),
            .destination = header.destination.to_v4()};
}

ipv6_header as_ipv6(const probe_header& header, std::uint8_t protocol) noexcept {
    return {.traffic_class = header.tos,
            .flow_label = header.flow_label,
            .payload_length = static_cast<std::uint16_t>(header.packet_size - ipv6_header_size),
            .hop_limit = header.ttl,
            .protocol = protocol,
            .source = header.source.to_v6(),
            .destination = header.destination.to_v6()};
}

template <class Octets>
void add_octets(internet_sum& sum, const Octets& octets) noexcept {
    sum.add(std::as_bytes(std::span{octets}));
}

void add(internet_sum& sum, const boost::asio::ip::address& address) noexcept {
    address.is_v4() ? add_octets(sum, address.to_v4().to_bytes()) : add_octets(sum, address.to_v6().to_bytes());
}

}  // namespace

std::size_t ip_header_size(const probe_header& header) noexcept {
    return header.destination.is_v4() ? ipv4_header_size : ipv6_header_size;
}

writer begin_probe(std::span<std::byte> out, const probe_header& header, std::uint8_t protocol) noexcept {
    const bool fits = out.size() >= header.packet_size && header.packet_size >= ip_header_size(header);
    if (!fits || header.source.is_v4() != header.destination.is_v4()) {
        writer failed{{}};
        failed.u8(0);
        return failed;
    }
    writer datagram{out.first(header.packet_size)};
    if (header.destination.is_v4()) {
        write_ipv4(datagram, as_ipv4(header, protocol));
    } else {
        write_ipv6(datagram, as_ipv6(header, protocol));
    }
    return datagram;
}

internet_sum pseudo_header(const probe_header& header, std::uint8_t protocol) noexcept {
    internet_sum sum;
    add(sum, header.source);
    add(sum, header.destination);
    sum.add(static_cast<std::uint16_t>(header.packet_size - ip_header_size(header)));
    sum.add(std::uint16_t{protocol});
    return sum;
}

std::uint16_t with_address_changed(std::uint16_t checksum, const boost::asio::ip::address& from,
                                   const boost::asio::ip::address& to) noexcept {
    // In one's complement, taking away is adding the complement, which is what checksum() gives.
    internet_sum before;
    internet_sum after;
    add(before, from);
    add(after, to);
    internet_sum sum;
    sum.add(static_cast<std::uint16_t>(~checksum));
    sum.add(before.checksum());
    sum.add(after);
    return sum.checksum();
}

std::uint16_t with_word_changed(std::uint16_t checksum, std::size_t from, std::size_t to) noexcept {
    internet_sum sum;
    sum.add(static_cast<std::uint16_t>(~checksum));
    sum.add(static_cast<std::uint16_t>(~from));
    sum.add(static_cast<std::uint16_t>(to));
    return sum.checksum();
}

}  // namespace tracerouter::packet
