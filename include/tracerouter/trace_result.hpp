#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter {

/// What a responder said.
enum class reply_kind : std::uint8_t {
    echo_reply,     ///< ICMP echo reply
    time_exceeded,  ///< TTL exceeded in transit: a router on the path
    unreachable,    ///< destination unreachable, any code, or packet too big: nobody beyond answers
    syn_ack,        ///< TCP: somebody listens on the port
    reset,          ///< TCP: nobody does
};

/// What became of one probe.
enum class probe_status : std::uint8_t {
    replied,      ///< `reply` holds the answer
    timeout,      ///< sent, and no answer came while it was waited for
    send_failed,  ///< the kernel refused it: `send_error` says why
    unsent,       ///< not needed any more before its turn came
};

/// What is known of one hop.
enum class hop_state : std::uint8_t {
    answered,  ///< at least one probe was answered
    silent,    ///< probes were sent, none was answered
    inferred,  ///< not answered here; other traces of the run prove who it is: `inferred_address`
    limited,   ///< not answered, and its rate limit explains it
};

/// Why a trace ended.
enum class stop_reason : std::uint8_t {
    destination,  ///< the target answered
    unreachable,  ///< a hop said that nothing beyond can be reached
    gap,          ///< as many silent hops in a row as the gap limit allows
    max_hops,     ///< the highest TTL is done
    loop,         ///< the same routers come again and again
    interrupted,  ///< cancelled; the hops known so far are there
    send_failed,  ///< not one probe could be sent
};

/// One entry of an MPLS label stack (RFC 4950 section 3).
struct mpls_label {
    std::uint32_t label = 0;  ///< 20 bits
    std::uint8_t traffic_class = 0;
    bool bottom = false;  ///< the last of its stack
    std::uint8_t ttl = 0;

    friend bool operator==(const mpls_label&, const mpls_label&) = default;
};

/// What an interface is to the packet that a router tells about (RFC 5837 section 4.1).
enum class interface_role : std::uint8_t {
    incoming,  ///< it came in there
    sub_ip,    ///< the part of that below IP
    outgoing,  ///< it would have gone out there
    next_hop,  ///< it would have gone there next
};

/// An interface as its router describes it (RFC 5837). What it does not say is absent.
struct interface_information {
    interface_role role{};
    std::optional<std::uint32_t> index{};  ///< ifIndex (RFC 2863)
    std::optional<boost::asio::ip::address> address{};
    std::optional<std::string> name{};  ///< octets as they came, at most 63
    std::optional<std::uint32_t> mtu{};

    friend bool operator==(const interface_information&, const interface_information&) = default;
};

/// An ICMP extension object (RFC 4884 section 7) of a kind that is not known here.
struct unknown_extension {
    std::uint8_t class_number = 0;
    std::uint8_t c_type = 0;
    std::vector<std::uint8_t> payload{};

    friend bool operator==(const unknown_extension&, const unknown_extension&) = default;
};

/// An answer to one probe. What the answer does not tell is absent.
struct reply {
    boost::asio::ip::address responder{};
    duration rtt{};
    reply_kind kind{};
    std::optional<std::uint8_t> icmp_type{};  ///< RFC 792 or RFC 4443, as the family says; absent for TCP
    std::optional<std::uint8_t> icmp_code{};
    bool arrived = false;                      ///< it shows that the probe reached the target
    std::optional<std::uint32_t> mtu{};        ///< what the next link takes, said when the probe was too big for it
    std::optional<std::uint8_t> reply_ttl{};   ///< TTL the answer arrived with
    std::optional<std::uint8_t> ttl_quoted{};  ///< TTL of our probe as quoted by the responder, usually 1
    std::optional<std::uint8_t> tos_quoted{};  ///< TOS byte of our probe as quoted by the responder
    bool nat = false;                          ///< the quoted checksum is not ours: a translator on the way changed it
    bool late = false;                         ///< came after its deadline, while the trace was still open
    stamp_source sent_stamp = stamp_source::process;
    stamp_source received_stamp = stamp_source::process;
    std::vector<mpls_label> mpls{};
    std::vector<interface_information> interfaces{};
    std::vector<unknown_extension> extensions{};
    bool extensions_malformed = false;  ///< some are broken, and left out

    friend bool operator==(const reply&, const reply&) = default;
};

struct probe_result {
    std::uint8_t query = 0;  ///< from 1
    probe_status status = probe_status::unsent;
    std::optional<tracerouter::reply> reply{};
    boost::system::error_code send_error{};

    friend bool operator==(const probe_result&, const probe_result&) = default;
};

struct hop_result {
    std::uint8_t ttl = 0;
    hop_state state = hop_state::silent;
    std::optional<boost::asio::ip::address> inferred_address{};
    std::vector<probe_result> probes{};
    /// The largest packet that reaches this hop unfragmented, octets; absent if it was not looked for or not found.
    std::optional<std::uint16_t> path_mtu{};

    friend bool operator==(const hop_result&, const hop_result&) = default;
};

/// Everything seen while one target was traced.
struct trace_result {
    std::string target{};  ///< as the user wrote it
    boost::asio::ip::address address{};
    boost::asio::ip::address source{};
    tracerouter::protocol protocol{};
    std::chrono::system_clock::time_point started_at{};
    duration elapsed{};
    bool reached = false;
    std::optional<std::uint8_t> distance{};  ///< lowest TTL at which the target answered
    stop_reason stop = stop_reason::max_hops;
    std::uint32_t probes_sent = 0;
    std::uint32_t replies = 0;               ///< first answers, those from beyond the target included
    std::uint32_t late = 0;                  ///< answers after the deadline of their probe
    std::uint32_t duplicates = 0;            ///< further answers to an answered probe
    std::uint64_t foreign = 0;               ///< datagrams that answered nobody's probe here while this trace was open
    std::uint32_t malformed_extensions = 0;  ///< answers whose ICMP extensions are broken, in part or as a whole
    std::uint64_t receive_drops = 0;         ///< datagrams lost in our own full socket buffer while this trace was open
    stamp_source clock = stamp_source::process;  ///< kernel only when every RTT has both stamps from the kernel
    std::vector<hop_result> hops{};              ///< by growing TTL, without holes

    friend bool operator==(const trace_result&, const trace_result&) = default;
};

}  // namespace tracerouter
