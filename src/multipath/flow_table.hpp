#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tracerouter::multipath {

/// Whom to ask by which flow.
struct question {
    std::uint16_t flow = 0;  ///< from 0
    std::uint8_t ttl = 0;    ///< distance, from 1

    friend bool operator==(const question&, const question&) = default;
};

/// A number for a vertex, stable while a search lasts. 0 is this host.
using vertex_id = std::uint16_t;
inline constexpr vertex_id no_vertex = UINT16_MAX;

/// What is known of one flow at one TTL.
struct cell {
    enum class state : std::uint8_t {
        unasked,
        asked,
        answered,
        lost,
        kept,  ///< the probe has not left this host: that tells nothing, and it is not tried again
    };

    vertex_id vertex = no_vertex;  ///< who answered
    state is = state::unasked;
    std::uint8_t losses = 0;  ///< probes without an answer
};

/// What each flow has met at each TTL, as far as it was asked.
class flow_table {
public:
    /// Flows that have been asked anything: those from 0 to this number.
    [[nodiscard]] std::uint16_t flows() const { return flows_; }
    /// One flow more. \return its number
    std::uint16_t add_flow() {
        ends_.push_back(UINT8_MAX);
        return flows_++;
    }

    [[nodiscard]] cell& at(std::uint16_t flow, std::uint8_t ttl) {
        if (ttl >= cells_.size()) cells_.resize(std::size_t{ttl} + 1);
        std::vector<cell>& hop = cells_[ttl];
        if (flow >= hop.size()) hop.resize(flows_);
        return hop[flow];
    }
    [[nodiscard]] cell at(std::uint16_t flow, std::uint8_t ttl) const {
        const bool known = ttl < cells_.size() && flow < cells_[ttl].size();
        return known ? cells_[ttl][flow] : cell{};
    }

    /// The flow ends there: it has met the target, or somebody who lets nothing pass.
    void end(std::uint16_t flow, std::uint8_t ttl) {
        if (ttl < ends_[flow]) ends_[flow] = ttl;
    }
    /// Whether there may be somebody at that TTL, as far as is known.
    [[nodiscard]] bool goes_to(std::uint16_t flow, std::uint8_t ttl) const {
        return flow >= flows_ || ttl <= ends_[flow];
    }

private:
    std::uint16_t flows_ = 0;
    std::vector<std::vector<cell>> cells_;  // by TTL, and then by flow
    std::vector<std::uint8_t> ends_;        // by flow
};

}  // namespace tracerouter::multipath
