#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/adaptive_window.hpp"
#include "engine/deadline_queue.hpp"
#include "engine/delay_gauge.hpp"
#include "engine/end_rules.hpp"
#include "engine/host_trouble.hpp"
#include "engine/news.hpp"
#include "engine/path_searches.hpp"
#include "engine/results.hpp"
#include "engine/slot_table.hpp"
#include "tracerouter/tracer_statistics.hpp"

namespace tracerouter::engine {

/// Fixed for the life of an engine.
/// The secret and both first numbers must be hard to guess: an attacker who knows them can compute what an answer
/// must show (docs/security.md).
struct engine_config {
    std::uint32_t rate = 10'000;         ///< packets per second; 0: no limit
    std::size_t window = 1'000;          ///< traces active at once, at most, from 1
    std::uint64_t secret = 0;            ///< keys the cookies; random in production
    std::uint16_t first_identifier = 0;  ///< random in production
    std::uint16_t first_sequence = 0;    ///< random in production
    end_rule_numbers end_rules{};        ///< others than these for simulations
    bool announce_unmatched = false;     ///< events for datagrams that answer no probe
    std::uint8_t flows = 1;              ///< of one trace, at most
};

/// What an engine remembers of a slot besides its trace.
/// It belongs to the slot, because it is read when the trace has ended and its result is made. Each round of a trace
/// begins with the counts of that time and with nothing told.
struct slot_notes {
    bool announce_hops = false;
    bool announce_probes = false;
    bool stays = false;                     // when its trace has ended
    bool told = false;                      // that it has, and it stays
    bool is_shared = false;                 // what its trace has found
    std::optional<time_point> waits_since;  // for other traces to tell more
    std::uint64_t foreign_before = 0;       // the engine's counts when the trace began
    std::uint64_t drops_before = 0;
    trace_end end;
};

/// The parts of an engine that all its steps read and write.
/// The order of the members matters: traces refer to `path_searches`, and the parts with an entry for each slot take
/// their length from `slots`.
struct engine_parts {
    explicit engine_parts(const engine_config& fixed)
        : config(fixed),
          path_searches(config.secret),
          slots(config.window, config.secret ^ std::uint64_t{config.first_identifier} << 48, config.first_sequence,
                config.flows),
          window(config.window, config.rate) {}
    // Its steps refer to it.
    engine_parts(const engine_parts&) = delete;
    engine_parts& operator=(const engine_parts&) = delete;

    const engine_config config;
    engine::path_searches path_searches;  ///< what these know together; they end before it
    slot_table slots;                     ///< the traces
    std::vector<slot_notes> notes;        ///< by slot, as far as they have been used
    deadline_queue deadlines;             ///< when a probe of which trace becomes overdue
    delay_gauge delays;                   ///< how long answers take
    adaptive_window window;               ///< how many traces may be active
    host_trouble trouble;                 ///< what this host keeps from leaving
    news_queue news;                      ///< what is to be told
    tracer_statistics statistics;

    /// Those of a slot that is used now, perhaps for the first time.
    [[nodiscard]] slot_notes& open_notes(std::uint16_t slot) {
        if (slot >= notes.size()) notes.resize(std::size_t{slot} + 1);
        return notes[slot];
    }
    [[nodiscard]] slot_notes& notes_of(const trace_state& trace) { return notes[trace.setup.id.slot]; }
    /// Another round of a trace begins.
    void begin_notes(const trace_state& trace) {
        slot_notes& begun = notes_of(trace);
        begun.told = false;
        begun.is_shared = false;
        begun.foreign_before = statistics.foreign;
        begun.drops_before = statistics.receive_drops;
    }
    /// Something has happened to a probe. The event is made only where somebody asks for it.
    void tell(const trace_state& trace, probe_index index, probe_fate fate, time_point at,
              boost::system::error_code error = {}) {
        if (notes_of(trace).announce_probes) tell(trace, index, {.fate = fate, .at = at, .error = error});
    }
    void tell(const trace_state& trace, probe_index index, probe_event happened) {
        news.add(std::make_unique<probe_event>(event_of(trace, index, std::move(happened))));
    }
};

}  // namespace tracerouter::engine
