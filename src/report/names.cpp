#include "report/names.hpp"

namespace tracerouter::report {

std::string_view name_of(stop_reason reason) {
    switch (reason) {
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

std::string_view name_of(hop_state state) {
    switch (state) {
        case hop_state::answered: return "answered";
        case hop_state::silent: return "silent";
        case hop_state::inferred: return "inferred";
        case hop_state::limited: return "limited";
    }
    return {};
}

std::string_view name_of(probe_status status) {
    switch (status) {
        case probe_status::replied: return "replied";
        case probe_status::timeout: return "timeout";
        case probe_status::send_failed: return "send-failed";
        case probe_status::unsent: return "unsent";
    }
    return {};
}

std::string_view name_of(reply_kind kind) {
    switch (kind) {
        case reply_kind::echo_reply: return "echo-reply";
        case reply_kind::time_exceeded: return "time-exceeded";
        case reply_kind::unreachable: return "unreachable";
        case reply_kind::syn_ack: return "syn-ack";
        case reply_kind::reset: return "reset";
    }
    return {};
}

std::string_view name_of(failure_kind kind) {
    switch (kind) {
        case failure_kind::invalid: return "invalid-target";
        case failure_kind::unresolved: return "unresolved";
        case failure_kind::unsent: return "send-failed";
    }
    return {};
}

std::string_view name_of(protocol protocol) {
    switch (protocol) {
        case protocol::icmp: return "icmp";
        case protocol::udp: return "udp";
        case protocol::tcp: return "tcp";
    }
    return {};
}

std::string_view name_of(interface_role role) {
    switch (role) {
        case interface_role::incoming: return "incoming";
        case interface_role::sub_ip: return "sub-ip";
        case interface_role::outgoing: return "outgoing";
        case interface_role::next_hop: return "next-hop";
    }
    return {};
}

std::string_view name_of(stamp_source source) {
    return source == stamp_source::kernel ? "kernel" : "process";
}

}  // namespace tracerouter::report
