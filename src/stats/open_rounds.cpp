#include "stats/open_rounds.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::stats {

round_record* open_rounds::find(std::uint64_t round, std::uint16_t flow) {
    auto found = std::ranges::lower_bound(rounds_, round, {}, &round_record::round);
    while (found != rounds_.end() && found->round == round && found->flow != flow) ++found;
    return found != rounds_.end() && found->round == round ? &*found : nullptr;
}

round_record& open_rounds::open(std::uint64_t round, std::uint16_t flow) {
    if (round_record* const found = find(round, flow)) return *found;
    round_record opened;
    if (!spare_.empty()) {
        opened = std::move(spare_.back());
        spare_.pop_back();
    }
    opened.round = round;
    opened.flow = flow;
    const auto behind = std::ranges::upper_bound(rounds_, round, {}, &round_record::round);
    return *rounds_.insert(behind, std::move(opened));
}

round_record open_rounds::take_oldest() {
    round_record taken = std::move(rounds_.front());
    rounds_.pop_front();
    return taken;
}

void open_rounds::recycle(round_record&& used) {
    if (spare_.size() == most_spare) return;
    used.arrival.reset();
    used.arrives_since.reset();
    used.probes.clear();
    used.held.clear();
    spare_.push_back(std::move(used));
}

std::size_t open_rounds::memory() const {
    std::size_t octets = 0;
    const auto add = [&octets](const round_record& one) {
        octets += sizeof one + one.probes.capacity() * sizeof(probe_record);
        octets += one.held.capacity() * sizeof(probe_observation);
    };
    std::ranges::for_each(rounds_, add);
    std::ranges::for_each(spare_, add);
    return octets;
}

}  // namespace tracerouter::stats
