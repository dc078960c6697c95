#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "address.hpp"
#include "answer_builder.hpp"
#include "checksum.hpp"
#include "probe.hpp"
#include "scenario_reader.hpp"
#include "wire.hpp"

namespace lab::test {

using octets = std::vector<std::uint8_t>;

inline address host(std::string_view text) {
    return parse_address(text).value();
}

/// An IPv4 datagram from 198.18.0.2 with `payload` behind its header.
inline octets datagram_to(std::string_view destination, unsigned ttl, std::uint8_t protocol, const octets& payload) {
    octets bytes(20);
    bytes[0] = 0x45;
    bytes[8] = static_cast<std::uint8_t>(ttl);
    bytes[9] = protocol;
    store32(bytes, 12, 0xc6120002);
    store32(bytes, 16, host(destination).v4());
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    finish_ip_header(bytes);
    return bytes;
}

struct echo_fields {
    std::uint16_t identifier = 0x1234;
    std::uint16_t sequence = 1;
    std::size_t data = 32;
    std::uint8_t filler = 0;
};

inline octets echo_to(std::string_view destination, unsigned ttl, echo_fields fields = {}) {
    octets message(8 + fields.data, fields.filler);
    message[0] = 8;
    message[1] = 0;
    store16(message, 2, 0);
    store16(message, 4, fields.identifier);
    store16(message, 6, fields.sequence);
    store16(message, 2, internet_checksum(message));
    return datagram_to(destination, ttl, IPPROTO_ICMP, message);
}

inline octets udp_to(std::string_view destination, unsigned ttl, std::uint16_t source_port, std::uint16_t port) {
    octets message(8);
    store16(message, 0, source_port);
    store16(message, 2, port);
    store16(message, 4, 8);
    return datagram_to(destination, ttl, IPPROTO_UDP, message);
}

inline octets tcp_to(std::string_view destination, unsigned ttl, std::uint8_t flags, std::uint32_t sequence) {
    octets message(20);
    store16(message, 0, 40000);
    store16(message, 2, 80);
    store32(message, 4, sequence);
    message[12] = 5 << 4;
    message[13] = flags;
    const auto pseudo = pseudo_header_sum(host("198.18.0.2"), host(destination), IPPROTO_TCP, message.size());
    store16(message, 16, internet_checksum(message, pseudo));
    return datagram_to(destination, ttl, IPPROTO_TCP, message);
}

/// The probe in `bytes`, which must outlive it.
inline probe parsed(const octets& bytes) {
    probe result;
    if (parse_probe(bytes, result) != parse_status::ok) throw std::logic_error("the test made a bad probe");
    return result;
}

inline scenario scenario_of(std::string_view text) {
    complaints errors;
    scenario result = parse_scenario(text, errors);
    if (!errors.empty()) throw std::logic_error(errors.front());
    return result;
}

}  // namespace lab::test
