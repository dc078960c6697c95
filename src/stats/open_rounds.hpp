#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "stats/round_record.hpp"

namespace tracerouter::stats {

/// The rounds whose answers may still come, oldest first: several at a time if a round trip takes longer than the
/// interval between rounds. At most 1024, enough for 100 rounds a second and 10 s for each answer.
class open_rounds {
public:
    /// The record of this round and flow; none if it is not open.
    [[nodiscard]] round_record* find(std::uint64_t round, std::uint16_t flow);
    /// The same, opened if need be. Valid until a round is opened or closed.
    round_record& open(std::uint64_t round, std::uint16_t flow);

    [[nodiscard]] bool empty() const noexcept { return rounds_.empty(); }
    [[nodiscard]] bool crowded() const noexcept { return rounds_.size() > most_rounds; }
    [[nodiscard]] round_record& oldest() { return rounds_.front(); }
    /// The number of the newest round.
    [[nodiscard]] std::uint64_t newest() const { return rounds_.back().round; }
    /// Takes the oldest one out. Give it back by recycle: its memory is used again.
    [[nodiscard]] round_record take_oldest();
    void recycle(round_record&& used);

    /// Octets of memory behind this object, of what is open now.
    [[nodiscard]] std::size_t memory() const;

private:
    static constexpr std::size_t most_rounds = 1'024;
    static constexpr std::size_t most_spare = 4;

    std::deque<round_record> rounds_{};  // by round, ascending
    std::vector<round_record> spare_{};
};

}  // namespace tracerouter::stats
