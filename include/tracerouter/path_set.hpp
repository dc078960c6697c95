#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace tracerouter {

/// What is looked for beside the path of one flow: all paths to a target among which routers balance loads by flow.
struct path_options {
    double confidence = 0.95;          ///< the chance to find all paths that is asked for, above 0 and below 1
    std::uint16_t max_flows = 1'024;   ///< flows that may be tried, from 2 to most_flows
    std::uint16_t max_probes = 3'000;  ///< probes that may be sent in all, from 1 to most_path_probes
    /// Looks which addresses of a diamond are of one router (path_set::routers). It takes 5 to 16 more probes for each.
    bool aliases = false;

    friend bool operator==(const path_options&, const path_options&) = default;
};

/// Most flows that are tried (path_options::max_flows).
inline constexpr std::uint16_t most_flows = 4'096;

/// Most probes that are sent (path_options::max_probes).
inline constexpr std::uint16_t most_path_probes = 4'000;

/// Most vertices at one TTL that are followed.
inline constexpr std::uint16_t widest_hop = 128;

/// Why not all that lies behind a router may have been found.
enum class path_gap : std::uint8_t {
    none,         ///< enough flows were answered
    probe_limit,  ///< path_options::max_probes was reached
    flow_limit,   ///< path_options::max_flows was reached
    silent,       ///< too few of the flows were answered
    limited,      ///< routers limit their answers, and time was over
    too_wide,     ///< more vertices side by side than are followed (widest_hop)
    interrupted,  ///< the search was ended from outside
};

/// How a router chooses the IP identification of its answers (RFC 791).
enum class ip_id_kind : std::uint8_t {
    unknown,   ///< it was not asked for, or too few answers have told it
    counter,   ///< counted up
    constant,  ///< always the same, or nearly
    random,    ///< no counter explains it
    copied,    ///< that of the probe
};

/// What shows that two addresses are of one router.
enum class alias_proof : std::uint8_t {
    ip_id,              ///< one counter numbers the answers of both, in whatever order they are asked
    interface_address,  ///< answers from `one` name an interface with the address `other` (RFC 5837)
};

/// One proof that two addresses are of one router.
struct alias_evidence {
    boost::asio::ip::address one{};    ///< of the router
    boost::asio::ip::address other{};  ///< of it, too
    alias_proof proof{};               ///< what shows it
    std::uint16_t samples = 0;         ///< answers of each of the two, at least: IP identifications that were compared

    friend bool operator==(const alias_evidence&, const alias_evidence&) = default;
};

/// Addresses of one router.
struct path_router {
    std::vector<boost::asio::ip::address> addresses{};  ///< in the order of path_set::vertices
    std::vector<alias_evidence> evidence{};             ///< links all of them, one with another

    friend bool operator==(const path_router&, const path_router&) = default;
};

/// A router, or a place where somebody is who does not answer, on one of the paths.
struct path_vertex {
    std::uint16_t ttl = 0;  ///< distance
    /// Absent: nobody answers there. Each silent place behind another router counts as one of its own.
    std::optional<boost::asio::ip::address> address{};
    bool last = false;                       ///< no flow goes on from there: it is the target, or lets nothing pass
    std::uint32_t flows = 0;                 ///< that were seen to pass it
    bool per_packet = false;                 ///< it sends packets of one flow different ways
    std::optional<double> evenness{};        ///< of one with several ways: p of the chi-square test for equal shares
    ip_id_kind ip_id = ip_id_kind::unknown;  ///< with path_options::aliases, of one in a diamond
    bool inferred = false;                   ///< only flows to another target have shown it (path_set::shared)
    path_gap gap = path_gap::none;           ///< whether all ways behind it were found, at the level asked for

    friend bool operator==(const path_vertex&, const path_vertex&) = default;
};

/// Whether flows do not take the ways behind a vertex equally often, by more than chance explains: p below 1 %.
[[nodiscard]] constexpr bool is_uneven(const path_vertex& one) noexcept {
    constexpr double by_chance = 0.01;
    return !one.per_packet && one.evenness && *one.evenness < by_chance;
}

/// Two vertices that follow each other on a path.
struct path_link {
    std::uint32_t from = 0;   ///< index in path_set::vertices
    std::uint32_t to = 0;     ///< index of a vertex one TTL farther
    std::uint32_t flows = 0;  ///< that were seen to pass both
    bool inferred = false;    ///< only flows to another target have shown it (path_set::shared)

    friend bool operator==(const path_link&, const path_link&) = default;
};

/// Where paths part, up to where they meet again (Augustin, Friedman and Teixeira: Measuring multipath routing in the
/// Internet, 2011).
struct path_diamond {
    std::uint16_t from_ttl = 0;             ///< of the hop of one vertex behind which paths part; 0: this host
    std::optional<std::uint16_t> to_ttl{};  ///< of the hop where all have met again; absent if they do not
    std::uint16_t width = 0;                ///< vertices of the widest hop between
    std::uint16_t length = 0;               ///< hops from the one to the other
    std::uint16_t asymmetry = 0;            ///< largest difference of the ways of vertices that are side by side
    bool meshed = false;      ///< some vertex between has several ways in and its hop has several ways out
    bool per_packet = false;  ///< packets of one flow go different ways in it
    bool uneven = false;      ///< at some vertex the ways are not equally likely (p below 1 %)

    friend bool operator==(const path_diamond&, const path_diamond&) = default;
};

/// What the search for paths to another target has found, up to a router where all its paths meet. It was taken over,
/// since the first flow to this target meets the same router there, and before it nobody who is not among those.
struct path_share {
    std::uint16_t up_to_ttl = 0;           ///< of that router
    boost::asio::ip::address found_for{};  ///< the other target

    friend bool operator==(const path_share&, const path_share&) = default;
};

/// All paths that were found.
struct path_set {
    path_options options{};  ///< what was asked
    /// The chance that all paths were found, given the branchings that were found; absent if a vertex has a gap.
    std::optional<double> confidence{};
    bool complete = false;     ///< no vertex has a gap, and somebody has answered
    std::uint16_t rounds = 0;  ///< the longest chain of probes, each sent because of answers to the one before
    std::uint16_t flows = 0;   ///< that were tried
    std::uint32_t probes_sent =
        0;  ///< that count towards path_options::max_probes: those of the first path up to its end included
    std::vector<path_vertex> vertices{};   ///< by TTL, and at one TTL by the flows that pass
    std::vector<path_link> links{};        ///< by `from`
    std::vector<path_diamond> diamonds{};  ///< by TTL
    std::vector<path_router> routers{};    ///< that have several of the addresses (path_options::aliases)
    std::optional<path_share> shared{};    ///< what was taken over from the search for another target

    friend bool operator==(const path_set&, const path_set&) = default;
};

}  // namespace tracerouter
