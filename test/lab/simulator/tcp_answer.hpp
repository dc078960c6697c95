#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "answer_plan.hpp"
#include "probe.hpp"

namespace lab {

constexpr bool is_tcp(answer_kind kind) {
    return kind == answer_kind::tcp_reset || kind == answer_kind::tcp_bare_reset || kind == answer_kind::tcp_syn_ack;
}

/// Writes the segment that answers a TCP probe and returns its size.
std::size_t write_tcp_answer(const answer_plan& plan, const probe& datagram, std::span<std::uint8_t> out);

}  // namespace lab
