#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/bounded_table.hpp"
#include "engine/hop_ttl.hpp"
#include "engine/path_map.hpp"
#include "engine/witnesses.hpp"

namespace tracerouter::engine {

/// Where a backward sweep should begin: just behind the last router that other traces know, because those behind that
/// are its own. What is told here decides how many probes a trace costs and never what it shows; an answer that was
/// made up can mislead a neighbour, or move the common depth by a small step.
class sweep_starts {
public:
    explicit sweep_starts(std::uint64_t secret) : secret_(secret) {}

    /// Where to begin, as far as enough traces have ended to tell.
    [[nodiscard]] std::optional<hop_ttl> start_of(const boost::asio::ip::address& target);
    /// How many silent hops in a row end a path, by the share of routers that were silent with an answer farther on.
    /// More than any path has as long as too few hops have told.
    [[nodiscard]] int gap() const;

    /// A trace has ended. \param known the last hop on its path whose router other traces knew, if any did
    void ended(const path_map& trace, std::optional<hop_ttl> known);

private:
    /// Moves by a small step for each trace, so that it settles at the median.
    struct median {
        std::uint32_t traces = 0;
        std::int32_t parts = 0;  // of a hop

        void add(hop_ttl ttl);
        [[nodiscard]] std::optional<hop_ttl> value() const;
    };
    struct depth {
        hop_ttl last_router{};
    };

    [[nodiscard]] std::uint64_t key_of(const boost::asio::ip::address& target) const;
    void count_silent(const path_map& trace);

    std::uint64_t secret_;
    std::array<median, 2> common_;  // of IPv4, of IPv6
    bounded_table<depth> neighbours_{1 << 16};
    // Hops that were asked, with an answer farther on.
    std::uint32_t asked_ = 0;
    std::uint32_t silent_ = 0;
};

}  // namespace tracerouter::engine
