#include <algorithm>
#include <vector>

#include "fuzz.hpp"
#include "octets.hpp"
#include "packet/answer.hpp"
#include "packet/checksum.hpp"
#include "packet/echo_request.hpp"
#include "packet/icmp.hpp"
#include "packet/ipv4.hpp"
#include "packet/reader.hpp"
#include "packets.hpp"
#include "tracerouter/trace_options.hpp"

// The input is a probe, 22 octets: written, answered as targets and routers do, and recognised again.

namespace tracerouter::fuzz {
namespace {

using packet::test::octets;

packet::echo_probe probe_from(std::span<const std::byte> input) {
    packet::reader in{input};
    packet::echo_probe probe;
    probe.header.source = boost::asio::ip::address_v4{in.u32()};
    probe.header.destination = boost::asio::ip::address_v4{in.u32()};
    probe.header.ttl = packet::ttl{in.u8()};
    probe.header.tos = in.u8();
    probe.header.dont_fragment = in.u16() % 2 != 0;
    probe.header.ip_id = in.u16();
    probe.identifier = packet::identifier{in.u16()};
    probe.sequence = packet::sequence{in.u16()};
    probe.checksum = in.u16();
    probe.header.packet_size = in.u16();
    return probe;
}

void check_header(const octets& datagram, const packet::echo_probe& probe) {
    const packet::ipv4_header header = packet::parse_ipv4(datagram).value();
    require(header.source == probe.header.source && header.destination == probe.header.destination);
    require(header.ttl == probe.header.ttl && header.tos == probe.header.tos && header.id == probe.header.ip_id);
    require(header.dont_fragment == probe.header.dont_fragment && !header.more_fragments &&
            header.fragment_offset == 0);
    require(header.total_length == probe.header.packet_size && header.protocol == packet::protocol_icmp);
    require(packet::checksum(std::span{datagram}.subspan(packet::ipv4_header_size)) == 0);
}

/// No host has such an address, so nothing that comes from there is an answer.
bool is_possible(const boost::asio::ip::address& source) {
    return !source.is_unspecified() && !source.is_multicast() && source != boost::asio::ip::address_v4::broadcast();
}

void check_reply(octets datagram, const packet::echo_probe& probe) {
    datagram[packet::ipv4_header_size] = std::byte{packet::icmp_echo_reply};
    packet::test::reseal(datagram);
    const auto parsed = packet::test::parse_datagram(datagram);
    require(parsed.has_value() == is_possible(probe.header.source));
    if (!parsed) return require(parsed.error() == packet::parse_error::impossible_source);
    const packet::answer& answer = *parsed;
    const auto& reply = std::get<packet::echo_reply>(answer.body);
    require(reply.identifier == probe.identifier && reply.sequence == probe.sequence);
    require(reply.request_checksum == probe.checksum);
}

/// A router quotes `quote_size` octets of the datagram, or all of it.
void check_error(const octets& datagram, std::size_t quote_size, const packet::echo_probe& probe) {
    octets error(datagram.begin(), datagram.begin() + packet::ipv4_header_size);
    error.resize(packet::ipv4_header_size + packet::icmp_header_size);
    error[packet::ipv4_header_size] = std::byte{packet::icmp_time_exceeded};
    std::ranges::copy(std::span{datagram}.first(std::min(quote_size, datagram.size())), std::back_inserter(error));
    packet::test::reseal(error);
    const packet::answer answer = packet::test::parse_datagram(error).value();
    const auto& body = std::get<packet::icmp_error>(answer.body);
    require(body.quoted.transport ==
            packet::quoted_transport{packet::quoted_echo{probe.identifier, probe.sequence, probe.checksum}});
    require(body.quoted.destination == probe.header.destination && body.quoted.ttl == probe.header.ttl);
    require(body.extensions().structure.empty() &&
            !body.extensions().malformed);  // the zeros of a long quote are no extension structure
}

}  // namespace

void try_input(std::span<const std::byte> input) {
    const packet::echo_probe probe = probe_from(input);
    octets datagram(probe.header.packet_size);
    const bool possible = probe.header.packet_size >= min_packet_size(protocol::icmp, false) && probe.checksum != 0 &&
                          probe.checksum != 0xffff;
    require(packet::write_echo_probe(datagram, probe) == possible);
    if (!possible) return;
    check_header(datagram, probe);
    check_reply(datagram, probe);
    if (!is_possible(probe.header.source)) return;
    for (const std::size_t quote_size : {28U, 128U, 1472U}) check_error(datagram, quote_size, probe);
}

}  // namespace tracerouter::fuzz
