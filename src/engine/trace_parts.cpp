#include "engine/trace_parts.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::engine {

trace_parts::trace_parts(const trace_setup& fixed, trace_storage storage, trace_plan strategies)
    : setup(fixed),
      ledger(std::move(storage.probes), std::move(storage.replies)),
      path(setup, ledger, std::move(storage.hops)),
      plan(std::move(strategies)),
      end(path, ledger, plan),
      departing(ledger) {
    for (const hop_ttl ttl : ttls(first_ttl_of(setup.options), max_ttl_of(setup.options))) {
        if (!plan.asks(ttl)) path.pass_over(ttl);
    }
}

void trace_parts::take_answer(probe_index index, time_point at, const reply& answer) {
    probe_record& probe = ledger[index];
    ledger.answer(probe, at, answer);
    learn(probe.ttl, std::max(duration::zero(), at - probe.sent_at), answer);
}

void trace_parts::learn(hop_ttl ttl, duration rtt, const reply& answer) {
    hop_evidence& hop = path.hop(ttl);
    earlier_due = earlier_due || !path.evidence().last_answered || hop.awaited > 0;
    if (hop.answers == 0) {
        if (one_by_one()) hop.queries_left = static_cast<std::uint8_t>(setup.options.queries - 1);
        advice_due = advice_due || hop.queries_left > 0;
    }
    path.learn(ttl, rtt);
    // Who watches asks all TTLs, wherever the path ends.
    if (!setup.watches) note_end(end.learn(ttl, rtt, answer));
    plan.learnt(path);
}

// Further queries of a hop are asked for once those before are answered. Nothing else may come to say so: probes beyond
// the end, whose deadlines nobody waits for, may be awaited for ever.
void trace_parts::no_longer_awaited(hop_ttl ttl) {
    path.no_longer_awaited(ttl);
    advice_due = advice_due || wants_next_query(ttl);
}

}  // namespace tracerouter::engine
