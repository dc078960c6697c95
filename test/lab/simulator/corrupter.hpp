#pragma once

#include <cstdint>
#include <span>

#include "answer_plan.hpp"

namespace lab {

/// Applies what has to be covered by right checksums; returns the new size.
std::size_t damage_before_checksums(corruption damage, answer_kind kind, std::span<std::uint8_t> datagram);

/// Makes the finished ICMP or TCP checksum wrong.
void damage_checksum(std::span<std::uint8_t> datagram);

/// Changes the transport checksum inside a quoted datagram, as far as the quote reaches.
void alter_transport_checksum(std::span<std::uint8_t> quote);

}  // namespace lab
