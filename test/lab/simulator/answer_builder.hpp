#pragma once

#include <cstdint>
#include <span>

#include "answer_plan.hpp"
#include "probe.hpp"

namespace lab {

/// Writes the IPv4 datagram that `plan` asks for and returns its size. `out` has room for 1500 octets. `identification`
/// goes into its IP header.
std::size_t build_answer(const answer_plan& plan, const probe& datagram, std::uint16_t identification,
                         std::span<std::uint8_t> out);

/// What of the message of an echo request comes back.
std::span<const std::uint8_t> returned_echo(const manners& how, const probe& datagram);

/// Sets the total length and checksum of an IPv4 header without options.
void finish_ip_header(std::span<std::uint8_t> datagram);

/// Sets the checksum of the ICMP message behind a header without options.
void finish_icmp(std::span<std::uint8_t> datagram);

}  // namespace lab
