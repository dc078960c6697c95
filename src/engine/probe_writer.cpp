#include "engine/probe_writer.hpp"

#include <boost/assert.hpp>

#include <span>

#include "packet/echo_request.hpp"

namespace tracerouter::engine {

void write_probe(transmit_batch& batch, const trace_state& trace, std::uint16_t index) {
    const trace_setup& setup = trace.setup();
    const auto sequence = static_cast<std::uint16_t>(setup.first_sequence + index);
    const packet::echo_probe probe{.source = setup.source.to_v4(),
                                   .destination = setup.target.to_v4(),
                                   .ttl = packet::ttl{trace.probes()[index].ttl},
                                   .tos = setup.options.tos,
                                   .dont_fragment = setup.options.dont_fragment,
                                   .ip_id = sequence,
                                   .identifier = packet::identifier{setup.identifier},
                                   .sequence = packet::sequence{sequence},
                                   .checksum = setup.cookie,
                                   .packet_size = setup.options.packet_size};
    const bool written = packet::write_echo_probe(batch.prepare(probe.packet_size), probe);
    BOOST_VERIFY(written);  // sizes were validated when the trace began, and a cookie is never 0 nor 0xffff
    batch.commit(make_key(setup.id, index), setup.target);
}

probe_key make_key(trace_id trace, std::uint16_t index) {
    return probe_key{std::uint64_t{trace.slot} << 48 | std::uint64_t{trace.serial} << 16 | index};
}

trace_id trace_of(probe_key key) {
    const auto bits = static_cast<std::uint64_t>(key);
    return {static_cast<std::uint16_t>(bits >> 48), static_cast<std::uint32_t>(bits >> 16)};
}

std::uint16_t index_of(probe_key key) {
    return static_cast<std::uint16_t>(static_cast<std::uint64_t>(key));
}

}  // namespace tracerouter::engine
