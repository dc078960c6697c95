#include "engine/slot_table.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "engine/mix.hpp"
#include "engine/probe_writer.hpp"

namespace tracerouter::engine {
namespace {

// A run of the sequence numbers of one trace never passes 0.
constexpr std::uint16_t longest_run = most_probes;

struct identifier_range {
    std::uint32_t lowest;
    std::uint32_t count;
};

// ICMP identifiers without the highest bit, which marks flows that the user has chosen. Source ports above those that
// Linux gives to connections (net.ipv4.ip_local_port_range), or below them where those are too few.
identifier_range range_of(protocol protocol, std::size_t slots) {
    constexpr identifier_range echo{0, 0x8000};
    constexpr identifier_range high_ports{61'000, 4'536};
    constexpr identifier_range low_ports{1'024, 31'744};
    if (protocol == protocol::icmp) return echo;
    return slots <= high_ports.count ? high_ports : low_ports;
}

/// An order of the numbers below `count` that cannot be foretold from some of it without the key, so that who sees some
/// identifiers does not know the others: a Feistel network over the next power of two, walked along until it comes
/// back into the range (Black, Rogaway: Ciphers with arbitrary finite domains, 2002).
class keyed_order {
public:
    keyed_order(std::uint32_t count, std::uint64_t key)
        : count_(count), low_bits_(static_cast<unsigned>(std::bit_width(count - 1)) / 2), key_(key) {
        high_mask_ = (std::bit_ceil(count) - 1) >> low_bits_;
        low_mask_ = (1U << low_bits_) - 1;
    }

    [[nodiscard]] std::uint32_t at(std::uint32_t place) const {
        do place = there(place);
        while (place >= count_);
        return place;
    }
    [[nodiscard]] std::uint32_t place_of(std::uint32_t number) const {
        do number = back(number);
        while (number >= count_);
        return number;
    }

private:
    static constexpr unsigned rounds = 4;

    // The halves take turns, since they need not be of one length.
    void take_round(std::uint32_t& high, std::uint32_t& low, unsigned round) const {
        const std::uint32_t half = round % 2 == 0 ? low : high;
        const auto scrambled = static_cast<std::uint32_t>(mix((key_ + round) ^ std::uint64_t{half} << 32));
        round % 2 == 0 ? high ^= scrambled& high_mask_ : low ^= scrambled & low_mask_;
    }
    [[nodiscard]] std::uint32_t there(std::uint32_t number) const {
        std::uint32_t high = number >> low_bits_;
        std::uint32_t low = number & low_mask_;
        for (unsigned round = 0; round < rounds; ++round) take_round(high, low, round);
        return high << low_bits_ | low;
    }
    [[nodiscard]] std::uint32_t back(std::uint32_t number) const {
        std::uint32_t high = number >> low_bits_;
        std::uint32_t low = number & low_mask_;
        for (unsigned round = rounds; round-- > 0;) take_round(high, low, round);
        return high << low_bits_ | low;
    }

    std::uint32_t count_;
    unsigned low_bits_;
    std::uint64_t key_;
    std::uint32_t high_mask_ = 0;
    std::uint32_t low_mask_ = 0;
};

std::optional<probe_match> match(const claim& claim, const evidence& said, trace_state& trace, std::uint16_t index) {
    if (index >= trace.probes().size() || !concerns(claim, said, trace.setup())) return std::nullopt;
    return probe_match{&trace, index, said.translated || cookie_differs(claim, said, trace.setup())};
}

}  // namespace

slot_table::slot_table(std::size_t window, std::uint16_t first_identifier, std::uint16_t first_sequence)
    : size_(window + resting_slots),
      shared_(first_sequence),
      key_(mix(std::uint64_t{first_identifier} << 16 | first_sequence)) {
    for (std::size_t index = 0; index < size_; ++index) free_.push_back(static_cast<std::uint16_t>(index));
}

std::uint16_t slot_table::identifier_of(std::uint16_t slot, protocol protocol) const {
    const identifier_range range = range_of(protocol, size_);
    const keyed_order order{range.count, key_};
    return static_cast<std::uint16_t>(range.lowest + order.at(slot));
}

std::optional<std::uint16_t> slot_table::slot_of(const claim& claim) const {
    const identifier_range range = range_of(claim.protocol, size_);
    if (!claim.identifier || *claim.identifier < range.lowest || *claim.identifier - range.lowest >= range.count) {
        return std::nullopt;
    }
    const keyed_order order{range.count, key_};
    const std::uint32_t slot = order.place_of(*claim.identifier - range.lowest);
    if (slot >= slots_.size()) return std::nullopt;
    return static_cast<std::uint16_t>(slot);
}

trace_state& slot_table::open(trace_setup setup) {
    const std::uint16_t index = free_.front();
    free_.pop_front();
    // Slots are free in the order of their numbers at first.
    if (index == slots_.size()) {
        // Another one for each slot, of which the cookie is a part that no other trace shows.
        const std::uint64_t key = key_ ^ std::uint64_t{setup.cookie} << 48;
        slots_.emplace_back().next_sequence = static_cast<std::uint16_t>(mix(key ^ index));
    }
    place& slot = slots_[index];
    if (slot.next_sequence == 0 || slot.next_sequence > UINT16_MAX - longest_run) slot.next_sequence = 1;
    setup.id = {index, ++slot.serial};
    if (!setup.fixed_identifier) setup.identifier = identifier_of(index, setup.options.protocol);
    setup.first_sequence = slot.next_sequence;
    slot.active = true;
    ++active_;
    return slot.trace.emplace(setup, std::move(slot.storage));
}

void slot_table::end(trace_id trace) {
    place& slot = slots_[trace.slot];
    slot.active = false;
    --active_;
    slot.last = {slot.trace->setup(), static_cast<std::uint16_t>(slot.trace->probes().size())};
    if (!slot.last.setup.fixed_identifier) {
        slot.next_sequence = static_cast<std::uint16_t>(slot.last.setup.first_sequence + slot.last.probes);
    }
}

void slot_table::close(trace_id trace) {
    place& slot = slots_[trace.slot];
    slot.storage = slot.trace->release();
    slot.trace.reset();
    free_.push_back(trace.slot);
}

std::uint16_t slot_table::next_sequence(const trace_state& trace) {
    const auto index = static_cast<std::uint16_t>(trace.probes().size());
    const trace_setup& setup = trace.setup();
    if (setup.fixed_identifier) return shared_.assign(make_key(setup.id, index));
    return static_cast<std::uint16_t>(setup.first_sequence + index);
}

std::optional<probe_match> slot_table::find_probe(const claim& claim) {
    for (const std::optional<evidence>& said : claim.evidence) {
        if (!said) continue;
        if (const auto found = find_probe(claim, *said)) return found;
    }
    return std::nullopt;
}

std::optional<probe_match> slot_table::find_probe(const claim& claim, const evidence& said) {
    const std::optional<std::uint16_t> slot = slot_of(claim);
    trace_state* own = slot ? at(*slot) : nullptr;
    if (own && !own->setup().fixed_identifier) {
        const auto index = static_cast<std::uint16_t>(said.sequence - own->setup().first_sequence);
        if (const auto found = match(claim, said, *own, index)) return found;
    }
    const std::optional<probe_key> key = shared_.find(said.sequence);
    trace_state* shared = key ? find(trace_of(*key)) : nullptr;
    return shared ? match(claim, said, *shared, index_of(*key)) : std::nullopt;
}

trace_state* slot_table::find_trace(const claim& unmarked) {
    trace_state* found = nullptr;
    for (place& slot : slots_) {
        if (!slot.active || !concerns(unmarked, {}, slot.trace->setup())) continue;
        if (found) return nullptr;
        found = &*slot.trace;
    }
    return found;
}

bool slot_table::had_probe(const claim& claim) const {
    return std::any_of(claim.evidence.begin(), claim.evidence.end(), [&](const std::optional<evidence>& said) {
        return said && (had_own(claim, *said) || had_shared(claim, *said));
    });
}

bool slot_table::had_own(const claim& claim, const evidence& said) const {
    const std::optional<std::uint16_t> slot = slot_of(claim);
    if (!slot) return false;
    const ended_trace& last = slots_[*slot].last;
    const auto probe = static_cast<std::uint16_t>(said.sequence - last.setup.first_sequence);
    return !last.setup.fixed_identifier && probe < last.probes && concerns(claim, said, last.setup);
}

bool slot_table::had_shared(const claim& claim, const evidence& said) const {
    const std::optional<probe_key> key = shared_.find(said.sequence);
    if (!key) return false;
    const ended_trace& last = slots_[trace_of(*key).slot].last;
    return last.setup.id == trace_of(*key) && concerns(claim, said, last.setup);
}

trace_state* slot_table::find(trace_id trace) {
    if (trace.slot >= slots_.size() || slots_[trace.slot].serial != trace.serial) return nullptr;
    return at(trace.slot);
}

}  // namespace tracerouter::engine
