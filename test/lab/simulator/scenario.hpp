#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "address.hpp"
#include "path.hpp"

namespace lab {

using std::chrono::nanoseconds;

/// A bucket of `burst` answers that regains one each `interval`.
struct rate_limit {
    unsigned burst = 6;
    nanoseconds interval = std::chrono::seconds(1);
};

struct mpls_entry {
    std::uint32_t label = 0;
    std::uint8_t traffic_class = 0;
    std::uint8_t ttl = 1;
};

/// An extension object as it is (RFC 4884 section 7).
struct extension_entry {
    std::uint8_t class_number = 0;
    std::uint8_t c_type = 0;
    std::vector<std::uint8_t> payload;
};

enum class extension_fault : std::uint8_t {
    none,
    checksum,   // of the structure is wrong
    version,    // is 1
    length,     // of the last object goes beyond the end
    truncated,  // the message ends two octets early
    unchecked,  // nothing: the checksum is left out, as it may be
};

enum class corruption : std::uint8_t {
    none,         // answers are as they should be
    checksum,     // the ICMP checksum is wrong
    truncated,    // cut in the middle of the quote (or of the echo), checksum right
    identifier,   // quoted (or echoed) identifier or source port is another
    destination,  // quoted destination is another
};

enum class tcp_answer : std::uint8_t { reset, bare_reset, syn_ack, none };

/// An ICMPv4 error; ICMPv6 has others for the same.
struct icmp_message {
    std::uint8_t type = 11;
    std::uint8_t code = 0;
};

/// What the IP identification of answers is.
struct identification {
    enum class source : std::uint8_t {
        address,   // a number of each address, which goes on with all answers
        counter,   // of that name, which several addresses may share
        random,    // drawn
        constant,  // always `value`
        probe,     // that of the probe
    };

    source from = source::address;
    std::uint16_t value = 0;
    std::string counter;
    std::optional<std::uint16_t> start;  // of the counter; drawn if absent
    double rate = 0;                     // other packets that it counts, per second
};

/// How a router or destination answers.
struct manners {
    nanoseconds jitter{0};  // up to this is added to each answer, evenly spread
    double loss = 0;        // of answers
    bool silent = false;
    nanoseconds slow{0};  // added to the share `slow_share` of the answers
    double slow_share = 1;
    std::optional<rate_limit> limit;         // ICMP errors, for each prober
    std::optional<rate_limit> limit_global;  // ICMP errors, for all probers together
    std::vector<mpls_entry> mpls;
    std::vector<extension_entry> objects;  // behind the label stack
    extension_fault fault = extension_fault::none;
    std::optional<std::uint8_t> length_field;  // of the quote, whatever its true length
    bool mpls_legacy = false;     // objects behind octet 128 of the quote, length field 0 (before RFC 4884)
    unsigned quote_octets = 548;  // of the datagram behind its IP header, as far as 576 octets allow
    std::optional<std::uint8_t> quote_ttl;
    std::optional<address> answer_from;
    bool answer_from_destination = false;
    std::uint8_t reply_ttl = 64;
    identification ip_id;
    corruption corrupt = corruption::none;
    double corrupt_share = 1;
    unsigned duplicates = 0;  // further copies of each answer
    nanoseconds duplicate_gap = std::chrono::milliseconds(1);
    icmp_message expired;  // told where a TTL has run out
    bool echo = true;
    std::optional<unsigned> echo_data;  // octets of the data that come back
    bool udp = true;
    tcp_answer tcp = tcp_answer::reset;
    std::uint16_t acknowledges = 1;  // this much beyond the number of a SYN
};

/// What a router changes in packets that it forwards; seen in the quotes of later hops and at the destination.
struct rewrite {
    std::optional<std::uint8_t> tos;
    std::optional<address> source;
    std::optional<std::uint16_t> ip_id;
    bool checksum = false;  // the transport checksum is another
};

struct router {
    std::string id;
    std::string name;
    address where;
    nanoseconds rtt{0};
    manners how;
    std::optional<rewrite> rewrites;
    std::optional<std::uint16_t> mtu;  // of the link behind it
};

struct destination {
    prefix where;
    std::string name;
    nanoseconds rtt{0};
    manners how;
    std::uint32_t path = 0;
};

struct noise_plan {
    std::uint64_t count = 0;
    double rate = 10'000;  // packets per second
};

struct generated_plan {
    address first;
    std::uint64_t count = 0;
    unsigned shortest = 10;  // hops up to and with the destination
    unsigned longest = 18;
    unsigned shared = 6;     // first hops that all destinations share
    unsigned fan_bits = 2;   // each later hop tells this many further address bits apart
    unsigned leaf_bits = 8;  // a last router serves 2^leaf_bits addresses
    unsigned ecmp_width = 1;
    unsigned ecmp_from = 2;
    unsigned ecmp_to = 0;
    nanoseconds rtt{0};       // of the farthest destination
    double silent_share = 0;  // of routers
    double dead_share = 0;    // of destinations
    double alias_share = 0;   // of networks of 2^alias_bits destinations: their first address answers for all of them
    unsigned alias_bits = 8;
    prefix router_space;
    manners router_how;
    manners destination_how;
};

struct scenario {
    std::string about;
    address source;
    std::uint64_t seed = 1;
    std::vector<router> routers;
    path_graph paths;
    std::vector<std::uint32_t> path_heads;  // path number -> first node
    std::vector<destination> destinations;
    std::optional<generated_plan> generated;
    noise_plan noise;
};

}  // namespace lab
