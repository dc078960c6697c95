#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "engine/hop_ttl.hpp"

namespace tracerouter::engine {

/// A probe that tests whether packets of a size reach a hop.
struct sized_probe {
    hop_ttl ttl{};
    std::uint16_t size = 0;  ///< octets of the whole packet

    friend bool operator==(const sized_probe&, const sized_probe&) = default;
};

/// Finds the largest packet that reaches each hop without being fragmented (RFC 1191, RFC 8201), with the help of
/// routers that say what their next link takes and without those that do not ("black holes").
///
/// What reaches a hop has reached all before it; what is too big for one is too big for all behind it. So one answer
/// tells about many hops. All hops are asked at once, in rounds: first for the largest size that is still possible;
/// where that is lost without a word, several sizes at once close in on the true one.
///
/// What routers say is a hint, and it is believed in a few rounds only: whoever says "one octet less" to every size
/// would be asked for each of them. Silence and lies are closed in on, in a bounded number of rounds.
class mtu_search {
public:
    /// No link of IPv4 has less (RFC 791 section 3.2), and none of IPv6 (RFC 8200 section 5). Smaller claims are
    /// nonsense.
    static constexpr std::uint16_t least_mtu_v4 = 68;
    static constexpr std::uint16_t least_mtu_v6 = 1'280;

    /// \param ttls hops that answer, growing, \param small what reaches them all, \param link the MTU of our own link,
    /// \param least what any link takes
    mtu_search(std::span<const hop_ttl> ttls, std::uint16_t small, std::uint16_t link,
               std::uint16_t least = least_mtu_v4);

    [[nodiscard]] bool has_next() const { return !queue_.empty(); }
    [[nodiscard]] sized_probe peek() const { return queue_.front(); }
    sized_probe next();

    // What became of a probe that next() gave.

    /// The hop answered.
    void passed(sized_probe probe);
    /// A router, the hop `reporter` if it is one, said that it is too big, and perhaps for which MTU.
    void too_big(sized_probe probe, std::optional<std::uint32_t> mtu, std::optional<hop_ttl> reporter);
    /// Nobody answered.
    void lost(sized_probe probe);

    [[nodiscard]] bool done() const { return queue_.empty() && outstanding_ == 0; }
    /// The largest size that reaches the hop, if that is known.
    [[nodiscard]] std::optional<std::uint16_t> mtu_to(hop_ttl ttl) const;

private:
    struct hop {
        hop_ttl ttl;
        std::uint16_t passes;  // the largest size that is known to
        std::uint16_t limit;   // the largest that may
        bool hinted;           // the limit is a true MTU somewhere: likely to pass
    };

    void settled();
    void raise_what_passes(hop_ttl up_to_ttl, std::uint16_t size);
    void lower_limits(hop_ttl from_ttl, std::uint16_t limit, bool hinted);
    void take_silence();
    void spread_what_passes();
    void plan_round();
    [[nodiscard]] bool follows_hints() const;
    void ask_twice(sized_probe probe);

    std::vector<hop> hops_;
    std::deque<sized_probe> queue_;
    std::vector<sized_probe> lost_;  // in this round
    std::uint16_t least_;
    unsigned rounds_ = 0;
    unsigned hinted_rounds_ = 0;
    unsigned outstanding_ = 0;
};

}  // namespace tracerouter::engine
