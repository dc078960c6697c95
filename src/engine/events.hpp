#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <optional>
#include <variant>

#include "engine/probe.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// Names a trace: a place in the slot table, and which of the traces that have stood there.
struct trace_id {
    std::uint16_t slot = 0;
    std::uint32_t serial = 0;

    friend bool operator==(const trace_id&, const trace_id&) = default;
};

/// A hop that will not change any more; hops of one trace come by growing TTL.
struct hop_final {
    trace_id trace;
    hop_result hop;
};

/// A trace that has ended. `target` and `started_at` are left to those who know names and the wall clock.
struct trace_finished {
    trace_id trace;
    trace_result result;
};

/// What has happened to a probe.
enum class probe_fate : std::uint8_t {
    sent,       ///< the channel has taken it
    stamped,    ///< the kernel says when it left
    answered,   ///< while its hop was open, perhaps after its deadline
    late,       ///< answered when its hop was closed
    duplicate,  ///< answered before
    overdue,    ///< not answered by its deadline
    kept,       ///< this host has not let it leave: it will be sent again
    refused,    ///< this host will never send it
};

/// Something has happened to a probe of a trace that asks to be told.
struct probe_event {
    trace_id trace{};
    probe_index index{};  ///< of the probe in its trace
    std::uint16_t ttl = 0;
    std::uint16_t query = 0;  ///< of the hop, from 1; 0 for other purposes
    probe_purpose purpose = probe_purpose::hop;
    std::uint16_t size = 0;  ///< octets, if that is the purpose
    std::uint16_t sequence = 0;
    std::uint16_t flow = 0;  ///< number of its flow in the trace
    probe_fate fate{};
    time_point at{};                    ///< when it happened
    time_point sent_at{};               ///< when the probe left, if it has
    std::optional<reply> answer{};      ///< if it was answered, late or again
    boost::system::error_code error{};  ///< if it was kept or refused, and the kernel said why
};

/// A datagram that answers no probe, and what it claims as far as it was read.
struct unmatched_datagram {
    boost::asio::ip::address responder{};                   ///< unspecified: not read
    std::optional<tracerouter::protocol> protocol{};        ///< of the probe
    std::optional<boost::asio::ip::address> destination{};  ///< of the probe
    std::optional<std::uint16_t> identifier{};              ///< ICMP identifier, or source port of the probe
    std::optional<std::uint16_t> sequence{};                ///< by the best hint
    const char* reason = "";                                ///< why it answers none, in a few words
};

using event = std::variant<hop_final, trace_finished, probe_event, unmatched_datagram>;

}  // namespace tracerouter::engine
