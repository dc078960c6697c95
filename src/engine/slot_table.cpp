#include "engine/slot_table.hpp"

namespace tracerouter::engine {

slot_table::slot_table(std::size_t window, std::uint16_t first_identifier, std::uint16_t first_sequence)
    : slots_(window + resting_slots), first_identifier_(first_identifier) {
    for (std::size_t index = 0; index < slots_.size(); ++index) {
        slots_[index].next_sequence = first_sequence;
        free_.push_back(static_cast<std::uint16_t>(index));
    }
}

trace_state& slot_table::open(trace_setup setup) {
    const std::uint16_t index = free_.front();
    free_.pop_front();
    place& slot = slots_[index];
    setup.id = {index, ++slot.serial};
    setup.identifier = static_cast<std::uint16_t>(first_identifier_ + index);
    setup.first_sequence = slot.next_sequence;
    return slot.trace.emplace(setup);
}

void slot_table::close(trace_id trace) {
    place& slot = slots_[trace.slot];
    const trace_setup& setup = slot.trace->setup();
    slot.last = {.target = setup.target,
                 .cookie = setup.cookie,
                 .first_sequence = setup.first_sequence,
                 .probes = static_cast<std::uint16_t>(slot.trace->probes().size())};
    slot.next_sequence = static_cast<std::uint16_t>(setup.first_sequence + slot.last.probes);
    slot.trace.reset();
    free_.push_back(trace.slot);
}

bool slot_table::had_probe(std::uint16_t identifier, std::uint16_t sequence, std::uint16_t cookie,
                           const std::optional<boost::asio::ip::address>& target) const {
    const auto index = static_cast<std::uint16_t>(identifier - first_identifier_);
    if (index >= slots_.size()) return false;
    const ended_trace& last = slots_[index].last;
    const auto probe = static_cast<std::uint16_t>(sequence - last.first_sequence);
    return probe < last.probes && (target ? *target == last.target : cookie == last.cookie);
}

trace_state* slot_table::find(trace_id trace) {
    if (trace.slot >= slots_.size() || slots_[trace.slot].serial != trace.serial) return nullptr;
    return at(trace.slot);
}

trace_state* slot_table::find_identifier(std::uint16_t identifier) {
    const auto index = static_cast<std::uint16_t>(identifier - first_identifier_);
    return index < slots_.size() ? at(index) : nullptr;
}

}  // namespace tracerouter::engine
