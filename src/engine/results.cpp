#include "engine/results.hpp"

#include <algorithm>
#include <vector>

namespace tracerouter::engine {

namespace {

// Into what stands there for an unsent one.
// Stamps of the kernel and of the process are mixed in one probe, so an answer may seem to come before its probe has
// left. Such a round-trip time is shown as zero. A probe still `handed` when the trace ends was never sent.
void fill(probe_result& out, const trace_state& trace, const probe_record& probe) {
    out.query = probe.query.value();
    if (probe.state == probe_state::refused) {
        out.status = probe_status::send_failed;
        out.send_error = trace.ledger.send_error(trace.ledger.index_of(probe));
    } else if (probe.state == probe_state::answered) {
        out.status = probe_status::replied;
        trace.ledger.reply_to(probe).unpack(out.reply.emplace());
        out.reply->rtt = std::max(duration::zero(), probe.received_at - probe.sent_at);
        out.reply->sent_stamp = probe.sent_stamp;
    } else if (probe.state != probe_state::handed) {
        out.status = probe_status::timeout;
    }
    if (out.status == probe_status::replied || out.status == probe_status::timeout)
        out.sent_after = std::max(duration::zero(), probe.sent_at - trace.setup.started_at);
}

// A hop as if none of its probes had been sent.
// A verdict is about a hop without an answer only: path_map::verdict() gives none where somebody has answered.
hop_result unsent_hop(const trace_state& trace, hop_ttl ttl) {
    const std::uint8_t queries = trace.setup.options.queries;
    hop_result out;
    out.ttl = ttl.value();
    out.path_mtu = trace.plan.mtu_to(ttl);
    if (trace.path.verdict(ttl) == hop_verdict::limited) out.state = hop_state::limited;
    if (trace.path.verdict(ttl) == hop_verdict::skipped) out.state = hop_state::skipped;
    if (trace.path.verdict(ttl) == hop_verdict::inferred) {
        out.state = hop_state::inferred;
        out.inferred_address = *trace.path.router_at(ttl);
    }
    out.probes.resize(queries);
    for (std::uint8_t query = 1; query <= queries; ++query) out.probes[query - 1U].query = query;
    return out;
}

void put_probe(hop_result& hop, const trace_state& trace, const probe_record& probe) {
    // A retry comes on top of the queries that were asked for.
    const std::size_t query = probe.query.value();
    if (query > hop.probes.size()) hop.probes.resize(query);
    fill(hop.probes[query - 1], trace, probe);
    if (probe.state == probe_state::answered) hop.state = hop_state::answered;
}

// A round-trip time is the difference of two stamps. One stamp of the process makes it as inexact as two.
bool stamped_by_kernel(const hop_result& hop) {
    return std::all_of(hop.probes.begin(), hop.probes.end(), [](const probe_result& probe) {
        return !probe.reply ||
               (probe.reply->sent_stamp == stamp_source::kernel && probe.reply->received_stamp == stamp_source::kernel);
    });
}

// One pass over the ledger fills all hops. A pass for each hop would be felt where traces end by the thousand. Hops
// that were never closed are no part of the result.
std::vector<hop_result> closed_hops(const trace_state& trace) {
    if (trace.setup.watches) return {};  // all was told as it happened
    const hop_ttl first = first_ttl_of(trace.setup.options);
    const hop_ttl last = trace.order.last_closed();
    std::vector<hop_result> hops;
    hops.reserve(static_cast<std::size_t>(last - first + 1));
    for (const hop_ttl ttl : ttls(first, last)) hops.push_back(unsent_hop(trace, ttl));
    for (const probe_record& probe : trace.ledger.all()) {
        if (probe.of_hop() && probe.ttl <= last)
            put_probe(hops[static_cast<std::size_t>(probe.ttl - first)], trace, probe);
    }
    return hops;
}

}  // namespace

hop_result result_of_hop(const trace_state& trace, hop_ttl ttl) {
    hop_result hop = unsent_hop(trace, ttl);
    for (const probe_record& probe : trace.ledger.all()) {
        if (probe.of_hop() && probe.ttl == ttl) put_probe(hop, trace, probe);
    }
    return hop;
}

trace_result result_of_trace(const trace_state& trace, const trace_end& end) {
    trace_result out;
    out.address = trace.setup.target;
    out.source = trace.setup.source;
    out.protocol = trace.setup.options.protocol;
    out.options = trace.setup.options;
    out.identifier = flow_of(trace.setup, trace.setup.flow_of_round).identifier;
    out.elapsed = std::max(duration::zero(), end.at - trace.setup.started_at);
    out.reached = trace.path.evidence().distance.has_value();
    if (out.reached) out.distance = trace.path.evidence().distance->value();
    out.stop = end.reason;
    out.probes_sent = trace.ledger.sent;
    out.replies = trace.ledger.answered();
    out.late = trace.ledger.late;
    out.duplicates = trace.ledger.duplicates;
    out.malformed_extensions = trace.ledger.malformed_extensions();
    out.foreign = end.foreign;
    out.receive_drops = end.receive_drops;
    out.hops = closed_hops(trace);
    if (path_sweep* const paths = trace.plan.paths()) {
        paths->begin(trace.path);  // a trace that is interrupted before has hops, too
        out.paths = paths->result();
    }
    // One clock is named for the whole result, so a single inexact round-trip time decides.
    const bool exact = std::all_of(out.hops.begin(), out.hops.end(), stamped_by_kernel);
    out.clock = exact && out.replies > 0 ? stamp_source::kernel : stamp_source::process;
    return out;
}

}  // namespace tracerouter::engine
