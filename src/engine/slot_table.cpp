#include "engine/slot_table.hpp"

#include <algorithm>
#include <utility>

#include "engine/changed_quote.hpp"
#include "engine/probe_writer.hpp"

namespace tracerouter::engine {
namespace {

// A run of the sequence numbers of one trace never passes 0.
constexpr std::uint16_t longest_run = most_probes;
constexpr std::uint32_t beginnings = UINT16_MAX - longest_run;

struct identifier_range {
    std::uint32_t lowest;
    std::uint32_t count;
};

// ICMP identifiers without the highest bit, which marks flows that the user has chosen. Source ports above those that
// Linux gives to connections (net.ipv4.ip_local_port_range), or below them where those are too few.
identifier_range range_of(protocol protocol, std::size_t wanted) {
    constexpr identifier_range echo{0, 0x8000};
    constexpr identifier_range high_ports{61'000, 4'536};
    constexpr identifier_range low_ports{1'024, 31'744};
    if (protocol == protocol::icmp) return echo;
    return wanted < high_ports.count ? high_ports : low_ports;
}

/// Fewer than there are in any range.
constexpr std::size_t most_identifiers = 31'000;

/// The index of the probe with that number, where those of the trace run from `first`. The subtraction may wrap. Then
/// the index is larger than any ledger.
probe_index index_by_run(std::uint16_t sequence, std::uint16_t first) {
    return probe_index{static_cast<std::uint16_t>(sequence - first)};
}

/// Whether the quote names another probe, too. In most quotes the IP identification says the same as what was looked
/// for.
template <class IndexOf>
bool contradicts_itself(const probe_reference& reference, const identity_hint& said, const trace_setup& setup,
                        const flow& flow, IndexOf index_of) {
    if (!reference.quoted || (reference.quoted->ip_id == said.sequence && !said.translated)) return false;
    const std::optional<probe_index> index = index_of(said.sequence);
    return std::ranges::any_of(numbers_in(reference, setup, flow), [&](const std::optional<std::uint16_t>& number) {
        const auto other = number ? index_of(*number) : std::nullopt;
        return other && other != index;
    });
}

/// Whether a translator has changed something, although this hint is right.
bool changed(const probe_reference& reference, const identity_hint& said, const trace_setup& setup) {
    return said.translated || quoted_port(reference).value_or(port_of(setup.options)) != port_of(setup.options);
}

// Where it is not known any more by which flow a probe went.
bool concerns_any_flow(const probe_reference& reference, const identity_hint& said, const trace_setup& setup) {
    for (std::size_t number = 0; number < flow_count(setup); ++number) {
        if (concerns(reference, said, setup, flow_of(setup, number))) return true;
    }
    return false;
}

}  // namespace

slot_table::slot_table(std::size_t window, std::uint64_t secret, std::uint16_t first_sequence, std::size_t flows)
    : size_(window + resting_slots),
      flows_(std::clamp<std::size_t>(most_identifiers / size_, 1, flows)),
      shared_(first_sequence),
      draws_(secret),
      targets_(secret) {}

// There are more numbers than flows of all slots that are used, each of which has one, so the walk ends.
std::uint16_t slot_table::next_identifier(protocol protocol) const {
    const identifier_range range = range_of(protocol, (slots_.size() + 1) * flows_);
    auto step = static_cast<std::uint32_t>(draws_.at(opened_) >> 32) % range.count;
    while (identifiers_.find(static_cast<std::uint16_t>(range.lowest + step))) step = (step + 1) % range.count;
    return static_cast<std::uint16_t>(range.lowest + step);
}

// The last identifier of the slot was kept until now, so that no other trace had it.
// The next one is drawn before that is given back, so a slot never gets the same one twice in a row.
void slot_table::name(place& slot, trace_setup& setup) {
    setup.flow.identifier = next_identifier(setup.options.protocol);
    if (slot.identifier) identifiers_.erase(*slot.identifier);
    slot.identifier = setup.flow.identifier;
    identifiers_.put(setup.flow.identifier, setup.id.slot);
    for (flow& further : setup.further_flows) {
        ++opened_;
        further.identifier = next_identifier(setup.options.protocol);
        identifiers_.put(further.identifier, setup.id.slot);
    }
}

// The id comes before the identifiers, because their table stores the slot. The first sequence number is drawn anew
// for each trace: an old answer that meets the same identifier must not meet the same numbers.
trace_state& slot_table::open(trace_setup setup) {
    const std::uint16_t index = take_free();
    place& slot = slots_[index];
    setup.id = {index, ++slot.serial};
    for (const flow& former : slot.last.setup.further_flows) {
        if (!former.fixed_identifier) identifiers_.erase(former.identifier);
    }
    if (!setup.flow.fixed_identifier) name(slot, setup);
    setup.first_sequence = static_cast<std::uint16_t>(1 + static_cast<std::uint32_t>(draws_.at(opened_)) % beginnings);
    ++opened_;
    return activate(slot, setup);
}

// Slots that were used have memory, so no more of them are used than are needed. Where enough of them rest, the one
// that has rested longest is used again.
std::uint16_t slot_table::take_free() {
    if (free_.size() <= resting_slots && slots_.size() < size_) {
        slots_.emplace_back();
        return static_cast<std::uint16_t>(slots_.size() - 1);
    }
    const std::uint16_t longest = free_.front();
    free_.pop_front();
    return longest;
}

trace_state& slot_table::activate(place& slot, const trace_setup& setup) {
    slot.active = true;
    slot.rank = active_.size();
    active_.push_back(setup.id.slot);
    targets_.add(setup.id.slot, setup.target);
    return slot.trace.emplace(setup, std::move(slot.storage));
}

// The run of sequence numbers goes on, so that late answers to the last round find no probe of this one. Where it would
// pass 0 it begins anew: the answers to those numbers have had their time.
trace_state& slot_table::reopen(trace_id trace, time_point now, std::uint8_t flow) {
    place& slot = slots_[trace.slot];
    trace_setup setup = slot.trace->setup;
    const std::size_t next = std::size_t{setup.first_sequence} + slot.trace->ledger.size();
    setup.first_sequence = static_cast<std::uint16_t>(next + longest_run <= UINT16_MAX ? next : 1);
    setup.id.serial = ++slot.serial;
    setup.started_at = now;
    setup.flow_of_round = flow;
    slot.storage = slot.trace->release();
    return activate(slot, setup);
}

void slot_table::end(trace_id trace) {
    place& slot = slots_[trace.slot];
    slot.active = false;
    // The last takes its rank.
    slots_[active_.back()].rank = slot.rank;
    active_[slot.rank] = active_.back();
    active_.pop_back();
    targets_.remove(trace.slot, slot.trace->setup.target);
    slot.last = {slot.trace->setup, static_cast<std::uint16_t>(slot.trace->ledger.size())};
}

// The slot goes behind all free ones and keeps its identifier, so late answers are still known as ours for a while.
void slot_table::close(trace_id trace) {
    place& slot = slots_[trace.slot];
    slot.storage = slot.trace->release();
    slot.trace.reset();
    free_.push_back(trace.slot);
}

std::uint16_t slot_table::next_sequence(const trace_state& trace) {
    const probe_index index = trace.ledger.next_index();
    const trace_setup& setup = trace.setup;
    if (setup.flow.fixed_identifier) return shared_.assign(make_key(setup.id, index));
    return static_cast<std::uint16_t>(setup.first_sequence + value(index));
}

// The strongest hint comes first. Weaker hints are used only where no stronger one names a probe.
std::optional<probe_match> slot_table::find_probe(const probe_reference& reference) {
    for (const std::optional<identity_hint>& said : reference.hints) {
        if (!said) continue;
        if (const auto found = find_probe(reference, *said)) return found;
    }
    return std::nullopt;
}

std::optional<probe_match> slot_table::find_probe(const probe_reference& reference, const identity_hint& said) {
    trace_state* own = reference.identifier ? at(identifiers_.find(*reference.identifier)) : nullptr;
    if (own && !own->setup.flow.fixed_identifier) {
        if (const auto found = match(reference, said, *own)) return found;
    }
    const std::optional<probe_key> key = shared_.find(said.sequence);
    trace_state* shared = key ? find(trace_of(*key)) : nullptr;
    return shared ? match(reference, said, *shared) : std::nullopt;
}

// The flow is that of the probe found: a trace with several flows has several cookies. A quote that names two
// different probes is dropped here, and find_changed() lets the majority decide.
std::optional<probe_match> slot_table::match(const probe_reference& reference, const identity_hint& said,
                                             trace_state& trace) const {
    const trace_setup& setup = trace.setup;
    const auto index_of = [&](std::uint16_t sequence) { return index_in(trace, sequence); };
    const std::optional<probe_index> index = index_of(said.sequence);
    if (!index) return std::nullopt;
    const flow& flow = flow_of(setup, trace.ledger[*index].flow);
    if (!concerns(reference, said, setup, flow) || contradicts_itself(reference, said, setup, flow, index_of)) {
        return std::nullopt;
    }
    return probe_match{&trace, *index, changed(reference, said, setup)};
}

std::optional<probe_index> slot_table::index_in(const trace_state& trace, std::uint16_t sequence) const {
    const trace_setup& setup = trace.setup;
    probe_index index = index_by_run(sequence, setup.first_sequence);
    if (setup.flow.fixed_identifier) {
        const std::optional<probe_key> key = shared_.find(sequence);
        if (!key || trace_of(*key) != setup.id) return std::nullopt;
        index = index_of(*key);
    }
    return trace.ledger.has(index) ? std::optional{index} : std::nullopt;
}

// The number of traces considered is bounded, so a flood of forged quotes costs little. If two traces fit, neither
// gets the answer: a wrong hop is worse than a silent one.
std::optional<probe_match> slot_table::find_changed(const probe_reference& reference) {
    if (!reference.quoted || !reference.identifier) return std::nullopt;
    const bool few = active_.size() <= few_traces;
    std::optional<probe_match> found;
    bool several = false;
    const auto consider = [&](trace_state* trace) {
        if (!trace || (found && found->trace == trace)) return;
        const auto index = index_left(reference, trace->setup, few, [&](std::size_t flow, std::uint16_t sequence) {
            const std::optional<probe_index> named = index_in(*trace, sequence);
            return named && trace->ledger[*named].flow == flow ? named : std::nullopt;
        });
        if (!index) return;
        several = found.has_value();
        found = probe_match{trace, *index, true};
    };
    if (few) {
        for (const std::uint16_t slot : active_) consider(at(slot));
    } else {
        consider(at(identifiers_.find(*reference.identifier)));
        for (const std::optional<identity_hint>& said : reference.hints) {
            if (const auto key = said ? shared_.find(said->sequence) : std::nullopt) consider(find(trace_of(*key)));
        }
        targets_.visit(reference.quoted->destination, most_candidates, [&](std::uint16_t slot) { consider(at(slot)); });
    }
    return several ? std::nullopt : found;
}

// Only traces to the quoted destination are looked at: however many are active, one error costs no more.
trace_state* slot_table::find_trace(const probe_reference& unmarked) {
    if (!unmarked.destination) return nullptr;
    trace_state* found = nullptr;
    bool several = false;
    targets_.visit(*unmarked.destination, most_candidates, [&](std::uint16_t slot) {
        trace_state* const trace = at(slot);
        if (!trace || !concerns_any_flow(unmarked, {}, trace->setup)) return;
        several = found != nullptr;
        found = trace;
    });
    return several ? nullptr : found;
}

bool slot_table::had_probe(const probe_reference& reference) const {
    return had_own(reference) || std::ranges::any_of(reference.hints, [&](const std::optional<identity_hint>& said) {
               const std::optional<probe_key> key = said ? shared_.find(said->sequence) : std::nullopt;
               if (!key) return false;
               const trace_setup& last = slots_[trace_of(*key).slot].last.setup;
               return last.id == trace_of(*key) && concerns_any_flow(reference, *said, last);
           });
}

bool slot_table::had_own(const probe_reference& reference) const {
    const std::optional<std::uint16_t> slot =
        reference.identifier ? identifiers_.find(*reference.identifier) : std::nullopt;
    if (!slot || slots_[*slot].last.setup.flow.fixed_identifier) return false;
    const auto& [setup, probes] = slots_[*slot].last;
    const auto index_of = [first = setup.first_sequence, count = probes](std::uint16_t sequence) {
        const probe_index index = index_by_run(sequence, first);
        return value(index) < count ? std::optional{index} : std::nullopt;
    };
    const auto is_right = [&](const std::optional<identity_hint>& said) {
        return said && index_of(said->sequence) && concerns_any_flow(reference, *said, setup);
    };
    if (std::ranges::any_of(reference.hints, is_right)) return true;
    // By which flow a probe went is not known any more.
    const auto of_any_flow = [&](std::size_t /*flow*/, std::uint16_t sequence) { return index_of(sequence); };
    return reference.quoted && index_left(reference, setup, false, of_any_flow);
}

trace_state* slot_table::find(trace_id trace) {
    if (trace.slot >= slots_.size() || slots_[trace.slot].serial != trace.serial) return nullptr;
    return at(trace.slot);
}

}  // namespace tracerouter::engine
