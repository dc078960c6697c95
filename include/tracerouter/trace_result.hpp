#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tracerouter/path_set.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter {

// Numbers of one octet have 16 bits here, since streams take 8 for a character. Those of trace_options have 8.

/// What a responder said.
enum class reply_kind : std::uint8_t {
    echo_reply,        ///< ICMP echo reply
    time_exceeded,     ///< TTL exceeded in transit: a router on the path
    port_unreachable,  ///< ICMP port unreachable: nobody listens there, the usual answer of a target to UDP
    too_big,           ///< ICMP fragmentation needed or packet too big: the next link does not take the probe
    prohibited,        ///< ICMP administratively prohibited: a filter refuses the probe
    unreachable,       ///< any other ICMP destination unreachable, or a parameter problem
    syn_ack,           ///< TCP: somebody listens on the port
    reset,             ///< TCP: nobody does
};

/// Whether it says that the probe gets no farther than the responder.
[[nodiscard]] constexpr bool is_refusal(reply_kind kind) noexcept {
    return kind == reply_kind::port_unreachable || kind == reply_kind::too_big || kind == reply_kind::prohibited ||
           kind == reply_kind::unreachable;
}

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
    skipped,   ///< not asked (trace_options::stop_set): parallel paths meet behind it, and other traces asked enough
               ///< there
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
    probe_limit,  ///< it had sent as many probes as any trace may: answers kept asking for more
};

/// One entry of an MPLS label stack (RFC 4950 section 3).
struct mpls_label {
    std::uint32_t label = 0;          ///< 20 bits
    std::uint16_t traffic_class = 0;  ///< 3 bits (RFC 5462)
    bool bottom = false;              ///< the last of its stack
    std::uint16_t ttl = 0;            ///< its own, not that of the IP header

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
    interface_role role{};                              ///< what it is to our probe
    std::optional<std::uint32_t> index{};               ///< ifIndex (RFC 2863)
    std::optional<boost::asio::ip::address> address{};  ///< of the interface, or of the next hop
    std::optional<std::string> name{};                  ///< octets as they came, at most 63; may hold anything
    std::optional<std::uint32_t> mtu{};                 ///< octets

    friend bool operator==(const interface_information&, const interface_information&) = default;
};

/// An ICMP extension object (RFC 4884 section 7) of a kind that is not known here.
struct unknown_extension {
    std::uint16_t class_number = 0;       ///< its kind, as registered with IANA
    std::uint16_t c_type = 0;             ///< its form within that kind
    std::vector<std::uint8_t> payload{};  ///< what is behind its header of four octets

    friend bool operator==(const unknown_extension&, const unknown_extension&) = default;
};

/// An answer to one probe. What the answer does not tell is absent.
struct reply {
    boost::asio::ip::address responder{};      ///< who answered: the source address of the answer
    duration rtt{};                            ///< from when the probe left to when the answer came; never negative
    reply_kind kind{};                         ///< what it said
    std::optional<std::uint16_t> icmp_type{};  ///< RFC 792 or RFC 4443, as the family says; absent for TCP
    std::optional<std::uint16_t> icmp_code{};  ///< within that type; absent for TCP
    bool arrived = false;                      ///< it shows that the probe reached the target
    std::optional<std::uint32_t> mtu{};        ///< octets the next link takes, if the probe was too big for it
    std::optional<std::uint16_t> reply_ttl{};  ///< TTL the answer arrived with
    /// IP identification of the answer (RFC 791). Routers count it up, so that it tells which addresses are one router;
    /// absent over IPv6, and with a socket without rights.
    std::optional<std::uint16_t> reply_id{};
    std::optional<std::uint16_t> ttl_quoted{};  ///< TTL of our probe as quoted by the responder, usually 1
    std::optional<std::uint16_t> tos_quoted{};  ///< TOS byte of our probe as quoted by the responder
    /// Whether what is quoted of the probe is not all as it was sent, so that a translator on the way changed it;
    /// absent where a socket without rights does not see what is quoted of the transport header.
    std::optional<bool> nat{};
    bool late = false;                                    ///< came after its deadline, while the trace was still open
    bool extensions_malformed = false;                    ///< some extensions are broken, and left out
    stamp_source sent_stamp = stamp_source::process;      ///< who says when the probe left
    stamp_source received_stamp = stamp_source::process;  ///< who says when the answer came
    std::vector<mpls_label> mpls{};                       ///< labels our probe came with (RFC 4950), outermost first
    std::vector<interface_information> interfaces{};      ///< where our probe passed (RFC 5837)
    std::vector<unknown_extension> extensions{};          ///< what else the answer told (RFC 4884)

    friend bool operator==(const reply&, const reply&) = default;
};

/// One probe, and what became of it.
struct probe_result {
    std::uint16_t query = 0;                     ///< its number within the hop, from 1; retries come behind the queries
    probe_status status = probe_status::unsent;  ///< says which of the following is set
    std::optional<duration> sent_after{};        ///< from trace_result::started_at until it left; absent if it did not
    std::optional<tracerouter::reply> reply{};   ///< set if it was answered
    boost::system::error_code send_error{};      ///< what the kernel said, if the probe could not be sent

    friend bool operator==(const probe_result&, const probe_result&) = default;
};

/// Everything seen at one distance. Answers may come from several addresses: look at each probe.
struct hop_result {
    std::uint16_t ttl = 0;                                       ///< the distance
    hop_state state = hop_state::silent;                         ///< what is known of it
    std::optional<boost::asio::ip::address> inferred_address{};  ///< who it is, if state is inferred
    std::vector<probe_result> probes{};                          ///< by query: trace_options::queries, and retries
    /// The largest packet that reaches this hop unfragmented, octets; absent if it was not looked for or not found.
    std::optional<std::uint16_t> path_mtu{};

    friend bool operator==(const hop_result&, const hop_result&) = default;
};

/// Everything seen while one target was traced.
struct trace_result {
    std::string target{};                ///< trace_request::name, or the address
    boost::asio::ip::address address{};  ///< of the target
    boost::asio::ip::address source{};   ///< of the probes
    tracerouter::protocol protocol{};    ///< of the probes: options.protocol
    trace_options options{};             ///< what was asked
    /// What routers hash of all its probes, beside the addresses: the ICMP identifier, or the source port.
    std::uint16_t identifier = 0;
    std::chrono::system_clock::time_point started_at{};  ///< wall clock, when the first probe was due
    duration elapsed{};                                  ///< from then until the trace ended
    bool reached = false;                                ///< the target itself answered
    std::optional<std::uint16_t> distance{};             ///< lowest TTL at which it did
    stop_reason stop = stop_reason::max_hops;            ///< why the trace ended
    std::uint32_t probes_sent = 0;                       ///< that left, searches and retries included
    std::uint32_t replies = 0;                           ///< first answers, those from beyond the target included
    std::uint32_t late = 0;                              ///< answers after the deadline of their probe
    std::uint32_t duplicates = 0;                        ///< further answers to an answered probe
    std::uint64_t foreign = 0;               ///< datagrams that answered nobody's probe here while this trace was open
    std::uint32_t malformed_extensions = 0;  ///< answers whose ICMP extensions are broken, in part or as a whole
    std::uint64_t receive_drops = 0;         ///< datagrams lost in our own full socket buffer while this trace was open
    stamp_source clock = stamp_source::process;  ///< kernel only when every RTT has both stamps from the kernel
    std::vector<hop_result> hops{};              ///< by growing TTL from first_ttl on, without holes
    std::optional<path_set> paths{};             ///< all parallel paths, if trace_options::paths asks for them

    friend bool operator==(const trace_result&, const trace_result&) = default;
};

}  // namespace tracerouter
