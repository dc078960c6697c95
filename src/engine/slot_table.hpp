#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "engine/keyed_numbers.hpp"
#include "engine/number_table.hpp"
#include "engine/probe_reference.hpp"
#include "engine/sequence_ring.hpp"
#include "engine/target_index.hpp"
#include "engine/trace_state.hpp"

namespace tracerouter::engine {

/// Which probe of which trace an answer is about; the record of the probe names its flow.
struct probe_match {
    trace_state* trace = nullptr;  ///< active
    probe_index index{};           ///< of the probe, which may not have been sent yet
    bool nat = false;              ///< a translator has changed what is quoted
};

/// The active traces, each in a slot of its own, and the numbers by which their probes are told apart: an identifier
/// (ICMP identifier, or source port) and a run of sequence numbers, both drawn anew for each trace, so that those of
/// one trace tell nothing of another.
///
/// No two traces that are not closed have the same identifier, and one that has been used rests: slots are reused in
/// the order they were freed, of which `resting_slots` rest at any time, and a slot keeps its identifier from others
/// until its next trace begins. When an identifier comes again, it is with other sequence numbers, so an
/// old answer finds a probe by chance only, and not even then unless the target is the same.
///
/// Traces with a fixed identifier share one run of sequence numbers instead.
class slot_table {
public:
    static constexpr std::size_t resting_slots = 256;
    /// With no more than these, less is asked of a changed quote: 16 bits of cookie and 16 of a sequence number, less
    /// what it helps to guess that some 2^9 probes are there.
    static constexpr std::size_t few_traces = 8;
    /// Traces that are looked at for what one datagram claims.
    static constexpr int most_candidates = 8;

    /// \param window traces that may be active at once
    /// \param secret keys identifiers and sequence numbers
    /// \param first_sequence of the run that is shared
    /// \param flows that a trace may have, at least 1; fewer where identifiers do not suffice for so many
    slot_table(std::size_t window, std::uint64_t secret, std::uint16_t first_sequence, std::size_t flows = 1);

    /// Flows that a trace may have.
    [[nodiscard]] std::size_t most_flows() const { return flows_; }

    [[nodiscard]] std::size_t active() const { return active_.size(); }
    /// Slots of traces that are active or not closed yet.
    [[nodiscard]] std::size_t taken() const { return slots_.size() - free_.size(); }
    /// Slots at most: those of the window, and those that rest.
    [[nodiscard]] std::size_t size() const { return size_; }

    /// The identifier that open() will give to the next trace, unless it is fixed. There must be a free slot.
    [[nodiscard]] std::uint16_t next_identifier(protocol protocol) const;
    /// Puts a new trace in a free slot, of which there must be one, and fills in its id, first sequence and, unless it
    /// is fixed, the identifiers of its flows.
    trace_state& open(trace_setup setup);
    /// Ends a trace: it cannot be found any more, and answers to it are late. It can still be read.
    void end(trace_id trace);
    /// Whether the trace of that name has ended and is not closed.
    [[nodiscard]] bool has_ended(trace_id trace) const {
        const place* slot = trace.slot < slots_.size() ? &slots_[trace.slot] : nullptr;
        return slot && slot->serial == trace.serial && slot->trace && !slot->active;
    }
    /// Puts another trace in the place of one that has ended: as that one, but for its name and sequence numbers.
    /// \param flow by which its probes go, unless a strategy says another
    trace_state& reopen(trace_id trace, time_point now, std::uint8_t flow = 0);
    /// The trace of that name, active or ended. Only until it is closed.
    [[nodiscard]] const trace_state& look_at(trace_id trace) const { return *slots_[trace.slot].trace; }
    /// Gives the slot of an ended trace to others. References to it end, too.
    void close(trace_id trace);

    /// The sequence number of the next probe of `trace`, never 0.
    [[nodiscard]] std::uint16_t next_sequence(const trace_state& trace);

    /// The probe that a reference is about, if it is one of an active trace and all that is quoted of it is right.
    [[nodiscard]] std::optional<probe_match> find_probe(const probe_reference& reference);
    /// The same by what a translator has left of the quote; nothing if that may be about several traces.
    [[nodiscard]] std::optional<probe_match> find_changed(const probe_reference& reference);
    /// The active trace that an unmarked reference is about, or null if none or several may be meant.
    [[nodiscard]] trace_state* find_trace(const probe_reference& unmarked);
    /// Whether a reference is about a probe of a trace that has ended and whose slot nobody has used since.
    [[nodiscard]] bool had_probe(const probe_reference& reference) const;

    /// The active trace of that name, or null.
    [[nodiscard]] trace_state* find(trace_id trace);
    /// The active trace in `slot`, or null.
    [[nodiscard]] trace_state* at(std::optional<std::uint16_t> slot) {
        return slot && *slot < slots_.size() && slots_[*slot].active ? &*slots_[*slot].trace : nullptr;
    }

private:
    // What is remembered of a trace that has ended, to know its late answers from those of strangers.
    struct ended_trace {
        trace_setup setup;
        std::uint16_t probes = 0;
    };

    struct place {
        std::optional<trace_state> trace;
        bool active = false;   // the trace has not ended
        std::size_t rank = 0;  // among those
        ended_trace last;
        trace_storage storage;  // of the last trace, for the next
        std::uint32_t serial = 0;
        std::optional<std::uint16_t> identifier;  // of its last trace that did not have a fixed one
    };

    [[nodiscard]] std::uint16_t take_free();
    trace_state& activate(place& slot, const trace_setup& setup);
    void name(place& slot, trace_setup& setup);
    [[nodiscard]] std::optional<probe_match> find_probe(const probe_reference& reference, const identity_hint& said);
    [[nodiscard]] std::optional<probe_match> match(const probe_reference& reference, const identity_hint& said,
                                                   trace_state& trace) const;
    [[nodiscard]] std::optional<probe_index> index_in(const trace_state& trace, std::uint16_t sequence) const;
    [[nodiscard]] bool had_own(const probe_reference& reference) const;

    std::size_t size_;
    std::size_t flows_;
    std::deque<place> slots_;            // as far as they have been used
    std::vector<std::uint16_t> active_;  // those whose trace has not ended, by rank
    sequence_ring shared_;
    std::deque<std::uint16_t> free_;  // of slots_, in the order they were freed
    keyed_numbers draws_;             // one for each trace
    std::uint64_t opened_ = 0;        // traces
    number_table identifiers_;        // of the slots
    target_index targets_;            // of the active traces
};

}  // namespace tracerouter::engine
