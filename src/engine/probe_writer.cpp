#include "engine/probe_writer.hpp"

#include <boost/assert.hpp>

#include <cstddef>
#include <span>

#include "packet/echo_request.hpp"
#include "packet/ipv4.hpp"
#include "packet/ipv6.hpp"
#include "packet/tcp.hpp"
#include "packet/udp.hpp"

namespace tracerouter::engine {
namespace {

// What the options promise of sizes is what is written.
static_assert(ip_header_size(false) == packet::ipv4_header_size && ip_header_size(true) == packet::ipv6_header_size);
constexpr bool holds_smallest(protocol protocol, std::size_t transport) {
    return min_packet_size(protocol, false) == packet::ipv4_header_size + transport &&
           min_packet_size(protocol, true) == packet::ipv6_header_size + transport;
}
static_assert(holds_smallest(protocol::icmp, packet::min_echo_size));
static_assert(holds_smallest(protocol::udp, packet::min_udp_size));
static_assert(holds_smallest(protocol::tcp, packet::min_tcp_size));

// As IPv4 calls it; IPv6: of the next header.
std::uint8_t protocol_number(protocol protocol, bool ipv6) {
    switch (protocol) {
        case protocol::icmp: return ipv6 ? packet::protocol_icmpv6 : packet::protocol_icmp;
        case protocol::udp: return packet::protocol_udp;
        case protocol::tcp: return packet::protocol_tcp;
    }
    return 0;
}

// Whatever routers hash to balance loads (ECMP) is the same in all probes of a flow, so all of them take one path
// (Paris traceroute). The IP identification repeats the sequence number: translators leave it alone, so it still
// names the probe where other fields were changed. Over IPv6 only the source fragments (RFC 8200 section 4.5), so DF
// is always true there. A probe of the MTU search needs DF, because its fragments would arrive at any size.
packet::probe_header header_of(const trace_setup& setup, const probe_record& probe) {
    const bool sized = probe.purpose == probe_purpose::size;
    return {
        .source = setup.source,
        .destination = setup.target,
        .ttl = packet::ttl{probe.ttl.value()},
        .tos = setup.options.tos,
        .dont_fragment = setup.options.dont_fragment || sized || setup.target.is_v6(),
        .ip_id = probe.sequence,
        .flow_label = flow_of(setup, probe.flow).flow_label,  // constant over the flow, never 0 (RFC 6437 section 3)
        .packet_size = sized ? probe.size : packet_size_of(setup.options, setup.target.is_v6())};
}

// Routers hash the first octets behind the IP header: the ports of UDP and TCP; type, code and checksum of ICMP. So
// the sequence number of UDP may be its checksum, but that of ICMP must leave the checksum as it is.
bool write(std::span<std::byte> out, const packet::probe_header& header, const trace_setup& setup, const flow& flow,
           packet::sequence sequence) {
    const packet::port source{flow.identifier};
    const packet::port destination{port_of(setup.options)};
    switch (setup.options.protocol) {
        case protocol::icmp:
            return packet::write_echo_probe(out, {header, packet::identifier{flow.identifier}, sequence, flow.cookie});
        case protocol::udp: return packet::write_udp_probe(out, {header, source, destination, sequence, flow.cookie});
        case protocol::tcp: return packet::write_tcp_probe(out, {header, source, destination, sequence, flow.cookie});
    }
    return false;
}

}  // namespace

// The fields in `ip` repeat what the octets say. Unprivileged sockets need them: there the kernel writes the header,
// and what is not set for the socket is lost.
void write_probe(transmit_batch& batch, const trace_state& trace, probe_index index) {
    const trace_setup& setup = trace.setup;
    const probe_record& probe = trace.ledger[index];
    const packet::probe_header header = header_of(setup, probe);
    const bool written = write(batch.prepare(header.packet_size), header, setup, flow_of(setup, probe.flow),
                               packet::sequence{probe.sequence});
    BOOST_VERIFY(written);  // sizes and families were validated, and cookie and sequence are never 0 nor 0xffff
    batch.commit({.probe = make_key(setup.id, index),
                  .destination = setup.target,
                  .egress = setup.egress,
                  .ip = {.protocol = protocol_number(setup.options.protocol, setup.target.is_v6()),
                         .ttl = packet::value(header.ttl),
                         .tos = header.tos,
                         .dont_fragment = header.dont_fragment},
                  .destination_port = port_of(setup.options)});
}

// The serial is what makes a late key harmless. The kernel tells of departures and refusals late, and the slot may
// belong to another trace by then: that one has another serial.
probe_key make_key(trace_id trace, probe_index index) {
    return probe_key{std::uint64_t{trace.slot} << 48 | std::uint64_t{trace.serial} << 16 | value(index)};
}

trace_id trace_of(probe_key key) {
    const auto bits = static_cast<std::uint64_t>(key);
    return {static_cast<std::uint16_t>(bits >> 48), static_cast<std::uint32_t>(bits >> 16)};
}

probe_index index_of(probe_key key) {
    return probe_index{static_cast<std::uint16_t>(key)};
}

}  // namespace tracerouter::engine
