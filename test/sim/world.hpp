#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/end_rules.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

/// \file A simulated world as data: what there is, not what happens in it. Written by hand in scenarios, by dice in
/// random runs.
namespace tracerouter::sim {

using boost::asio::ip::address_v4;

/// How long an answer takes.
struct delay {
    duration base{};      ///< of the probe out and its answer back
    duration jitter{};    ///< more, evenly spread, anew for each probe
    duration slowness{};  ///< more, always: a busy control plane
};

/// What a router may say of a probe that dies at it, although it forwards others.
struct refusal_of_expired {
    std::uint8_t code = 1;  ///< of destination unreachable
    std::uint16_t mtu = 0;  ///< of the next link, as it claims
};

/// How Linux limits the ICMP errors that it sends to one prober over IPv4: so many at once, then one in each of these
/// times. The engine has its own numbers for it (engine/icmp_rate_limit.hpp): routers do not change with what it
/// believes of them.
inline constexpr double linux_burst = 6;
inline constexpr duration linux_interval = std::chrono::seconds{1};

/// A machine that answers the probes that die at it.
struct router {
    address_v4 address;
    sim::delay delay;
    bool silent = false;
    bool limited = false;                       ///< as Linux
    double answers_left = linux_burst;          ///< of a limited one, when the world begins
    std::optional<refusal_of_expired> refuses;  ///< what dies at it, instead of saying so
    bool translated = false;         ///< sits behind a translator that leaves the checksum it changed in the quote
    std::vector<mpls_label> labels;  ///< reported as RFC 4950 extension
};

/// What is behind the last router of a route.
enum class ending {
    target,   ///< the target answers echo requests
    silence,  ///< nobody
    loop,     ///< the last routers again, in a circle
};

/// Says that nothing beyond it is reachable.
struct barrier {
    std::uint8_t ttl = 0;  ///< of the probes that meet it, and all higher ones
    std::uint8_t code = 1;
    double share = 1;  ///< of those probes; the rest goes on
};

/// The way to one target.
struct route {
    address_v4 target;
    std::vector<std::size_t> hops;  ///< routers, as indices, from TTL 1
    ending end = ending::target;
    delay end_delay;                        ///< of the target's answers
    std::optional<address_v4> answers_as;   ///< source of the echo replies, if not the target
    bool expires_at_target = false;         ///< a box in front of the target answers with its address: time exceeded
    std::optional<std::size_t> translator;  ///< index of the first hop whose errors come with the address of the target
    std::size_t loop_length = 1;            ///< routers in the circle, if the end is a loop
    std::optional<sim::barrier> barrier;
    double loss_out = 0;   ///< share of probes lost
    double loss_back = 0;  ///< share of answers lost
    double duplicates = 0;

    trace_options options;
    std::optional<duration> cancelled_after;
};

/// Which time stamps the kernel makes of probes that leave.
enum class kernel_stamps {
    none,
    prompt,  ///< known before any answer
    flaky,   ///< some never come, some come after the answer
};

/// How the channel and the clock of the process behave.
struct manners {
    double refused = 0;  ///< share of probes the kernel refuses
    double blocked = 0;  ///< chance, before each probe, that the buffers are full
    duration blocked_for{};
    kernel_stamps stamps = kernel_stamps::none;
    bool arrivals_stamped = false;  ///< by the kernel
    duration sluggishness{};        ///< the process wakes up to this much too late
    duration clock_error{};         ///< its clock is up to this much behind, anew at each wake-up: it runs backwards
};

/// Who is against us, and what it does. Its own is the first route: it is somebody on that path, or its target.
enum class hostility {
    none,
    sees_nothing,        ///< forges answers to other traces, all numbers by chance, or all but one right
    sees_one_trace,      ///< forges them from what it sees of its own
    sees_all,            ///< is on the path of all traces
    mutates,             ///< sends damaged copies of all answers
    announces_sizes,     ///< calls what is larger than usual too big for links that take any size
    answers_anyhow,      ///< any type, code and address
    repeats,             ///< floods with copies and with answers to nobody
    has_many_addresses,  ///< goes on behind its path, over addresses that collide with those of honest routers
};

struct world {
    std::uint64_t seed = 1;  ///< of everything that chance decides while the world runs
    std::uint32_t rate = 10'000;
    std::size_t window = 1'000;
    std::uint16_t first_identifier = 0x4000;
    std::uint16_t first_sequence = 0;
    std::vector<router> routers;
    std::vector<route> routes;
    sim::manners manners;
    engine::end_rule_numbers end_rules;
    hostility enemy = hostility::none;
    double strangers = 0;  ///< foreign and forged datagrams, for each probe that leaves
};

}  // namespace tracerouter::sim
