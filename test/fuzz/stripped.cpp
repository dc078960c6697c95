#include <array>
#include <cstdint>
#include <variant>

#include "fuzz.hpp"
#include "octets.hpp"
#include "packet/answer.hpp"
#include "packet/extensions.hpp"
#include "packet/reader.hpp"
#include "packet/types.hpp"

// Any octets as what sockets give that keep IP headers back: a message, or what the kernel left of a quote. The first
// six octets say which: protocol, form, type and code of the error, place of its extensions (2).

namespace tracerouter::fuzz {
namespace {

using boost::asio::ip::make_address;
using packet::test::lies_within;

constexpr std::array<std::uint8_t, 4> protocols{packet::protocol_icmp, packet::protocol_icmpv6, packet::protocol_tcp,
                                                packet::protocol_udp};

constexpr unsigned is_queued = 0x1;
constexpr unsigned is_ipv4 = 0x2;

received_datagram received_from(packet::reader& in) {
    received_datagram received;
    const std::uint8_t protocol = protocols[in.u8() % protocols.size()];
    const unsigned form = in.u8();
    const auto host = make_address(form & is_ipv4 ? "198.18.0.2" : "2001:db8::2");
    received.outer = stripped_header{host, protocol, std::nullopt};
    queued_error error;
    error.icmp_type = in.u8();
    error.icmp_code = in.u8();
    error.destination = host;
    error.extensions_at = in.u16();
    error.stripped = form & is_ipv4 ? 20 : 40;
    if (form & is_queued) received.error = error;
    return received;
}

}  // namespace

void try_input(std::span<const std::byte> input) {
    packet::reader in{input};
    received_datagram received = received_from(in);
    if (!in.ok()) return;
    const packet::test::exact_copy exact{in.take(in.remaining())};
    received.bytes = exact.view();
    const auto answer = packet::parse_answer(received);
    if (!answer) return;
    require(answer->responder == received.outer->source && !answer->reply_ttl);
    const auto* const error = std::get_if<packet::icmp_error>(&answer->body);
    require(!received.error || error != nullptr);
    if (error != nullptr) require(lies_within(error->extensions().structure, exact.view()));
}

}  // namespace tracerouter::fuzz
