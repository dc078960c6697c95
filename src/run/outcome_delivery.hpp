#pragma once

#include <cstddef>
#include <cstdint>

#include "report/reporter.hpp"
#include "run/outcome.hpp"
#include "run/outcome_order.hpp"
#include "run/outcome_recorder.hpp"
#include "run/report_queue.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

/// Brings outcomes to the recorder: in the order that is wanted, without the hops that are to be hidden, and each once
/// the facts of its addresses are known or were waited for long enough.
class outcome_delivery {
public:
    struct settings {
        bool in_order = false;         ///< that of the targets; otherwise that in which they end
        std::uint8_t hidden_hops = 0;  ///< lower TTLs are not reported
        duration hop_patience{};       ///< how long formats that want single hops wait for facts
        duration trace_patience{};     ///< how long all others do
    };

    outcome_delivery(const settings& chosen, report_queue& queue, outcome_recorder& recorder)
        : settings_{chosen}, queue_{queue}, recorder_{recorder}, order_{chosen.in_order} {}

    /// Numbers the next target.
    [[nodiscard]] target_number admit() { return order_.admit(); }

    /// Says that a target has so many outcomes, not one. Before any of them.
    void expect(target_number target, std::size_t outcomes) { order_.expect(target, outcomes); }

    /// How many outcomes must be held back at most.
    [[nodiscard]] std::size_t span() const noexcept { return order_.span(); }

    /// Whether hops are of use before their trace has ended: they are reported, or facts of their addresses are wanted.
    [[nodiscard]] bool wants_hops() const { return recorder_.wants_hops() || queue_.asks(); }

    void deliver_hop(const report::heading& trace, const hop_result& hop);
    void deliver(trace_number number, outcome ended);

private:
    void enqueue(trace_number number, outcome ended);
    [[nodiscard]] duration patience() const;

    settings settings_;
    report_queue& queue_;
    outcome_recorder& recorder_;
    outcome_order order_;
};

}  // namespace tracerouter::run
