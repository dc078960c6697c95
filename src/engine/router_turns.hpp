#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/address_hash.hpp"
#include "engine/error_budget.hpp"
#include "engine/hop_ttl.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// What all monitors of one host ask of the routers that they share.
///
/// A router that limits its errors as Linux does answers this host once a second, however many monitors ask it. As long
/// as nobody knows of such a limit, everybody asks. Once a limit explains that an answer is missing, those who ask the
/// router take turns, and no probe is sent that would not be answered. Now and then everybody asks again, since what
/// looked like a limit may have been a lost packet.
class router_turns {
public:
    using address = boost::asio::ip::address;

    /// Who asks: one hop of one monitor.
    struct asker {
        std::uint64_t monitor = 0;
        hop_ttl ttl{};

        friend bool operator==(const asker&, const asker&) = default;
    };

    /// \param secret that nobody knows who could choose addresses
    explicit router_turns(std::uint64_t secret) : routers_(0, hasher{secret}) {}

    /// A number for one more monitor.
    [[nodiscard]] std::uint64_t join() { return next_monitor_++; }

    /// Whether `who` may ask this router now. Called once a round: who is not heard of for two intervals comes no more,
    /// and nobody waits for him.
    [[nodiscard]] bool take(const address& router, const asker& who, time_point now, duration interval);
    /// It has answered a probe that was sent at `sent` with that TTL by an ICMP error.
    void answered(const address& router, hop_ttl ttl, time_point sent);
    /// Whether its limit explains that a probe has no answer. From then on those who ask take turns. Of a probe whose
    /// turn it was nothing explains it.
    [[nodiscard]] bool explains_loss(const address& router, time_point sent, time_point now);
    /// The only router that has ever answered at this TTL; null if there are several, or none.
    [[nodiscard]] const address* only_router(bool ipv6, hop_ttl ttl) const;

    /// Routers that are known.
    [[nodiscard]] std::size_t size() const { return routers_.size(); }

private:
    static constexpr std::size_t forget_at_first = 1'000;

    struct turn {
        asker who{};
        time_point comes_until{};
    };

    struct router {
        explicit router(bool ipv6) : budget(ipv6) {}

        error_budget budget;
        std::deque<std::pair<time_point, error_budget>> history{};  // as it was behind each answer, by their order
        std::optional<time_point> limited_since{};
        duration limited_for{};     // until everybody may ask again, to see whether it still is
        std::vector<turn> turns{};  // once it is limited; who has asked last is last
        time_point seen_at{};
    };

    struct place {
        std::optional<address> router{};
        bool several = false;
    };

    [[nodiscard]] router& of(const address& router, time_point now);
    void forget_unseen(time_point now);
    [[nodiscard]] static std::size_t position(router& of, const asker& who, time_point now, time_point comes_until);
    void note_place(const address& router, hop_ttl ttl);

    // Keyed, so that strangers choose no bucket.
    struct hasher {
        std::uint64_t secret = 0;
        std::size_t operator()(const address& one) const { return hash_of(one, secret); }
    };

    std::unordered_map<address, router, hasher> routers_;
    std::array<std::vector<place>, 2> places_;  // by family, and then by TTL
    std::size_t forget_at_ = forget_at_first;   // routers
    std::uint64_t next_monitor_ = 0;
};

}  // namespace tracerouter::engine
