#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "engine/adviser.hpp"
#include "engine/engine_parts.hpp"
#include "engine/probe_reference.hpp"
#include "engine/send_queue.hpp"
#include "engine/settler.hpp"
#include "packet/answer.hpp"
#include "tracerouter/datagram.hpp"

namespace tracerouter::engine {

/// Takes in what has arrived: finds out which probe of which trace it is about, and tells that trace. What answers no
/// probe is counted and dropped.
class reception {
public:
    reception(engine_parts& parts, send_queue& sending, adviser& advising, settler& settling)
        : parts_(parts), sending_(sending), advising_(advising), settling_(settling) {}

    /// What the datagrams mean for their traces is decided once, after all of them.
    void take(std::span<const received_datagram> datagrams, time_point now);

private:
    void match(const packet::answer& answer, const received_datagram& datagram, time_point now);
    [[nodiscard]] std::optional<probe_match> match_unmarked(trace_state& trace, reply& answer, time_point at);
    [[nodiscard]] bool about_next_hop(const probe_match& found, const reply& answer, time_point now);
    bool tell_trace(const probe_match& found, reply&& answer, time_point at);
    [[nodiscard]] static bool given_up_by_kernel(const probe_match& found, const reply& answer);
    bool send_later(const probe_match& found, time_point now);
    void dismiss(const packet::answer& answer, const std::optional<probe_reference>& reference);
    void dismiss(packet::parse_error error);

    engine_parts& parts_;
    send_queue& sending_;
    adviser& advising_;
    settler& settling_;
};

}  // namespace tracerouter::engine
