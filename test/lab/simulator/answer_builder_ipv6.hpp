#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "answer_plan.hpp"
#include "probe.hpp"

namespace lab {

/// As build_answer, for a probe that came over IPv6.
std::size_t build_ipv6_answer(const answer_plan& plan, const probe& datagram, std::span<std::uint8_t> out);

}  // namespace lab
