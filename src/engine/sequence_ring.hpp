#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "tracerouter/datagram.hpp"

namespace tracerouter::engine {

/// The probes of all traces whose identifier is not ours to choose: the kernel's, or one that belongs to a flow. They
/// are told apart by the sequence number alone, which comes again after 65535 probes.
class sequence_ring {
public:
    explicit sequence_ring(std::uint16_t first) : next_(first) {}

    /// A sequence number for `probe`, never 0.
    std::uint16_t assign(probe_key probe) {
        if (probes_.empty()) probes_.resize(std::size_t{UINT16_MAX} + 1);
        if (++next_ == 0) ++next_;
        probes_[next_] = probe;
        return next_;
    }

    /// The last probe with that sequence number.
    [[nodiscard]] std::optional<probe_key> find(std::uint16_t sequence) const {
        return sequence < probes_.size() ? probes_[sequence] : std::nullopt;
    }

private:
    std::vector<std::optional<probe_key>> probes_;  // by sequence number; empty until the first is assigned
    std::uint16_t next_;
};

}  // namespace tracerouter::engine
