#pragma once

#include <concepts>
#include <ostream>
#include <string_view>
#include <type_traits>

#include "tracerouter/error.hpp"
#include "tracerouter/log.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

// Each value of each enumeration as a word: those of the program's JSON. They stay; a value that is none has no word.

namespace tracerouter {

/// "icmp", "udp" or "tcp".
[[nodiscard]] constexpr std::string_view to_string(protocol value) noexcept {
    switch (value) {
        case protocol::icmp: return "icmp";
        case protocol::udp: return "udp";
        case protocol::tcp: return "tcp";
    }
    return {};
}

/// "time-exceeded", say.
[[nodiscard]] constexpr std::string_view to_string(reply_kind value) noexcept {
    switch (value) {
        case reply_kind::echo_reply: return "echo-reply";
        case reply_kind::time_exceeded: return "time-exceeded";
        case reply_kind::port_unreachable: return "port-unreachable";
        case reply_kind::too_big: return "too-big";
        case reply_kind::prohibited: return "prohibited";
        case reply_kind::unreachable: return "unreachable";
        case reply_kind::syn_ack: return "syn-ack";
        case reply_kind::reset: return "reset";
    }
    return {};
}

/// "replied", "timeout", "send-failed" or "unsent".
[[nodiscard]] constexpr std::string_view to_string(probe_status value) noexcept {
    switch (value) {
        case probe_status::replied: return "replied";
        case probe_status::timeout: return "timeout";
        case probe_status::send_failed: return "send-failed";
        case probe_status::unsent: return "unsent";
    }
    return {};
}

/// "answered", "silent", "inferred", "limited" or "skipped".
[[nodiscard]] constexpr std::string_view to_string(hop_state value) noexcept {
    switch (value) {
        case hop_state::answered: return "answered";
        case hop_state::silent: return "silent";
        case hop_state::inferred: return "inferred";
        case hop_state::limited: return "limited";
        case hop_state::skipped: return "skipped";
    }
    return {};
}

/// "destination", "max-hops" or another.
[[nodiscard]] constexpr std::string_view to_string(stop_reason value) noexcept {
    switch (value) {
        case stop_reason::destination: return "destination";
        case stop_reason::unreachable: return "unreachable";
        case stop_reason::gap: return "gap";
        case stop_reason::max_hops: return "max-hops";
        case stop_reason::loop: return "loop";
        case stop_reason::interrupted: return "interrupted";
        case stop_reason::send_failed: return "send-failed";
        case stop_reason::probe_limit: return "probe-limit";
    }
    return {};
}

/// "incoming", "sub-ip", "outgoing" or "next-hop".
[[nodiscard]] constexpr std::string_view to_string(interface_role value) noexcept {
    switch (value) {
        case interface_role::incoming: return "incoming";
        case interface_role::sub_ip: return "sub-ip";
        case interface_role::outgoing: return "outgoing";
        case interface_role::next_hop: return "next-hop";
    }
    return {};
}

/// "kernel" or "process".
[[nodiscard]] constexpr std::string_view to_string(stamp_source value) noexcept {
    switch (value) {
        case stamp_source::kernel: return "kernel";
        case stamp_source::process: return "process";
    }
    return {};
}

/// "trace", "debug", "info", "warn" or "error".
[[nodiscard]] constexpr std::string_view to_string(log_level value) noexcept {
    switch (value) {
        case log_level::trace: return "trace";
        case log_level::debug: return "debug";
        case log_level::info: return "info";
        case log_level::warn: return "warn";
        case log_level::error: return "error";
    }
    return {};
}

/// "missing-rights", say. The sentence for a person is make_error_code(value).message().
[[nodiscard]] constexpr std::string_view to_string(errc value) noexcept {
    switch (value) {
        case errc::invalid_options: return "invalid-options";
        case errc::missing_rights: return "missing-rights";
        case errc::ping_sockets_closed: return "ping-sockets-closed";
        case errc::unsupported_family: return "unsupported-family";
        case errc::not_probeable: return "not-probeable";
        case errc::missing_interface: return "missing-interface";
        case errc::closed: return "closed";
        case errc::already_waiting: return "already-waiting";
        case errc::no_source_address: return "no-source-address";
        case errc::prohibited_route: return "prohibited-route";
        case errc::blackhole_route: return "blackhole-route";
        case errc::unreachable_route: return "unreachable-route";
        case errc::silent_router: return "silent-router";
        case errc::multicast_target: return "multicast-target";
        case errc::fast_path_interface: return "fast-path-interface";
        case errc::fast_path_ipsec: return "fast-path-ipsec";
    }
    return {};
}

/// An enumeration of this library.
template <class Value>
concept named_enumeration = std::is_enum_v<Value> && requires(Value value) {
    { tracerouter::to_string(value) } -> std::same_as<std::string_view>;
};

/// Writes the word.
template <named_enumeration Value>
std::ostream& operator<<(std::ostream& out, Value value) {
    return out << to_string(value);
}

}  // namespace tracerouter
