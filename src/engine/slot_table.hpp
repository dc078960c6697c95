#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "engine/trace_state.hpp"

namespace tracerouter::engine {

/// The active traces, each in a slot of its own. A slot is one ICMP identifier and its run of sequence numbers.
///
/// No (identifier, sequence) pair comes again while an old reply may still arrive: a slot goes on with its sequence
/// numbers where its last trace stopped, and slots are reused in the order they were freed, of which `resting_slots`
/// more than the window are kept. So a slot rests while as many other traces begin, however busy the rest is, and
/// among traces of equal length the same pair comes again after no less than resting_slots * 65536 probes.
class slot_table {
public:
    static constexpr std::size_t resting_slots = 256;

    /// \param window traces that may be active at once
    slot_table(std::size_t window, std::uint16_t first_identifier, std::uint16_t first_sequence);

    [[nodiscard]] std::size_t active() const { return slots_.size() - free_.size(); }
    [[nodiscard]] std::size_t size() const { return slots_.size(); }

    /// Puts a new trace in a free slot, of which there must be one, and fills in its id, identifier and first sequence.
    trace_state& open(trace_setup setup);
    /// Ends a trace. References to it end too.
    void close(trace_id trace);

    /// Whether the trace that ended last in the slot of `identifier` had a probe with this sequence number, and was
    /// about `target` (or, if that is not known, had this cookie).
    [[nodiscard]] bool had_probe(std::uint16_t identifier, std::uint16_t sequence, std::uint16_t cookie,
                                 const std::optional<boost::asio::ip::address>& target) const;

    /// The active trace of that name, or null.
    [[nodiscard]] trace_state* find(trace_id trace);
    /// The active trace whose probes carry `identifier`, or null.
    [[nodiscard]] trace_state* find_identifier(std::uint16_t identifier);
    /// The trace in `slot`, or null.
    [[nodiscard]] trace_state* at(std::uint16_t slot) { return slots_[slot].trace ? &*slots_[slot].trace : nullptr; }

private:
    // What is remembered of a trace that has ended, to know its late answers from those of strangers.
    struct ended_trace {
        boost::asio::ip::address target;
        std::uint16_t cookie = 0;
        std::uint16_t first_sequence = 0;
        std::uint16_t probes = 0;
    };

    struct place {
        std::optional<trace_state> trace;
        ended_trace last;
        std::uint32_t serial = 0;
        std::uint16_t next_sequence = 0;
    };

    std::vector<place> slots_;
    std::deque<std::uint16_t> free_;  // in the order they were freed
    std::uint16_t first_identifier_;
};

}  // namespace tracerouter::engine
