#include "packet/ipv4.hpp"

#include <array>

#include "fuzz.hpp"
#include "octets.hpp"

// Any octets as an IPv4 header, strictly and leniently read, and written again.

namespace tracerouter::fuzz {
namespace {

packet::ipv4_header written_and_read(const packet::ipv4_header& header) {
    std::array<std::byte, packet::ipv4_header_size> octets{};
    packet::writer out{octets};
    packet::write_ipv4(out, header);
    require(out.ok());
    return packet::parse_quoted_ipv4(octets).value();
}

void check(std::span<const std::byte> datagram) {
    const auto quoted = packet::parse_quoted_ipv4(datagram);
    const auto strict = packet::parse_ipv4(datagram);
    if (!quoted) {
        require(strict.has_error());
        return;
    }
    require(quoted->header_length >= packet::ipv4_header_size && quoted->header_length <= datagram.size());
    require(strict.has_error() || *strict == *quoted);
    require(strict.has_error() ||
            (strict->total_length >= strict->header_length && strict->total_length <= datagram.size()));

    packet::ipv4_header expected = *quoted;
    const packet::ipv4_header back = written_and_read(expected);
    expected.checksum = back.checksum;
    expected.header_length = packet::ipv4_header_size;
    require(back == expected);
}

}  // namespace

void try_input(std::span<const std::byte> input) {
    check(input);
    packet::test::octets sealed(input.begin(), input.end());
    if (sealed.size() < packet::ipv4_header_size) return;
    packet::test::reseal_header(sealed);
    check(sealed);
}

}  // namespace tracerouter::fuzz
