#pragma once

#include <cstddef>
#include <cstdint>

#include "encounter.hpp"

namespace lab {

enum class answer_kind : std::uint8_t {
    none,
    time_exceeded,
    unreachable,
    parameter_problem,
    echo_reply,
    tcp_reset,
    tcp_bare_reset,  // without ACK; its own number is what it would have acknowledged
    tcp_syn_ack,     // the last one
};
inline constexpr std::size_t answer_kinds = static_cast<std::size_t>(answer_kind::tcp_syn_ack) + 1;

enum class silence : std::uint8_t {
    none,          // it is answered
    silent,        // that router or destination never answers
    loss,          // the answer is lost
    rate_limit,    // ICMP errors are limited there
    barrier,       // swallowed by a filter
    astray,        // nobody has this address
    not_offered,   // the destination does not answer this kind of probe
    bad_checksum,  // the destination discards it
};

/// What a probe gets, decided before a byte of it is built.
struct answer_plan {
    answer_kind kind = answer_kind::none;
    silence why_not = silence::none;
    std::uint8_t icmp_code = 0;
    address from;
    nanoseconds delay{0};
    unsigned copies = 1;
    corruption damage = corruption::none;
    encounter met;
};

/// Whether it quotes the probe.
constexpr bool is_icmp_error(answer_kind kind) {
    return kind == answer_kind::time_exceeded || kind == answer_kind::unreachable ||
           kind == answer_kind::parameter_problem;
}

const char* to_string(answer_kind kind);
const char* to_string(silence reason);

}  // namespace lab
