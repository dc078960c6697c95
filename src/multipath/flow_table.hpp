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

/// The same in a flow_table.
struct table_place {
    std::uint16_t row = 0;
    std::uint8_t ttl = 0;
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

/// What each flow has met at each TTL, as far as it was asked. Each has a row; so has what others have shown, and what
/// single packets have: nobody asks these.
class flow_table {
public:
    [[nodiscard]] std::uint16_t rows() const { return static_cast<std::uint16_t>(ends_.size()); }
    /// Flows that are asked, with numbers from 0.
    [[nodiscard]] std::uint16_t flows() const { return static_cast<std::uint16_t>(row_of_flow_.size()); }
    /// One flow more. \return its row
    std::uint16_t add_flow() {
        const std::uint16_t row = rows();
        ends_.push_back(UINT8_MAX);
        flow_of_row_.push_back(flows());
        row_of_flow_.push_back(row);
        return row;
    }
    /// A row of what a single packet has shown. \return it
    std::uint16_t add_packet() { return add_unasked(packet); }
    /// A row of what a flow to another target has shown. \return it
    std::uint16_t add_foreign() { return add_unasked(foreign); }
    [[nodiscard]] bool is_asked(std::uint16_t row) const { return flow_of_row_[row] < foreign; }
    [[nodiscard]] bool is_foreign(std::uint16_t row) const { return flow_of_row_[row] == foreign; }
    [[nodiscard]] std::uint16_t flow_of(std::uint16_t row) const { return flow_of_row_[row]; }
    [[nodiscard]] std::uint16_t row_of(std::uint16_t flow) const { return row_of_flow_[flow]; }

    [[nodiscard]] cell& at(std::uint16_t row, std::uint8_t ttl) {
        if (ttl >= cells_.size()) cells_.resize(std::size_t{ttl} + 1);
        std::vector<cell>& hop = cells_[ttl];
        if (row >= hop.size()) hop.resize(rows());
        return hop[row];
    }
    [[nodiscard]] cell at(std::uint16_t row, std::uint8_t ttl) const {
        const bool known = ttl < cells_.size() && row < cells_[ttl].size();
        return known ? cells_[ttl][row] : cell{};
    }

    /// The flow ends there: it has met the target, or somebody who lets nothing pass.
    void end(std::uint16_t row, std::uint8_t ttl) {
        if (ttl < ends_[row]) ends_[row] = ttl;
    }
    /// Whether there may be somebody at that TTL whom the flow of the row can be asked for.
    [[nodiscard]] bool goes_to(std::uint16_t row, std::uint8_t ttl) const { return ttl <= ends_[row]; }

    /// Forgets all beyond a TTL.
    void cut(std::uint8_t last_ttl) {
        if (cells_.size() > std::size_t{last_ttl} + 1) cells_.resize(std::size_t{last_ttl} + 1);
    }

private:
    // Instead of the number of a flow.
    static constexpr std::uint16_t packet = UINT16_MAX;
    static constexpr std::uint16_t foreign = UINT16_MAX - 1;

    std::uint16_t add_unasked(std::uint16_t kind) {
        ends_.push_back(0);
        flow_of_row_.push_back(kind);
        return static_cast<std::uint16_t>(rows() - 1);
    }

    std::vector<std::vector<cell>> cells_;  // by TTL, and then by row
    // By row:
    std::vector<std::uint8_t> ends_;
    std::vector<std::uint16_t> flow_of_row_;

    std::vector<std::uint16_t> row_of_flow_;
};

}  // namespace tracerouter::multipath
