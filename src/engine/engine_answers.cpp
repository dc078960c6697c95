#include "engine/engine.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "engine/claim.hpp"
#include "engine/results.hpp"

// What has arrived: which probe of which trace it is about.

namespace tracerouter::engine {

namespace {

// Nothing is wrong with these packets; they are just not for us.
bool sound(packet::parse_error error) {
    return error == packet::parse_error::unsupported_type || error == packet::parse_error::other_protocol ||
           error == packet::parse_error::fragment || error == packet::parse_error::impossible_source;
}

probe_fate fate_of(answer_verdict verdict) {
    if (verdict == answer_verdict::late) return probe_fate::late;
    return verdict == answer_verdict::duplicate ? probe_fate::duplicate : probe_fate::answered;
}

unmatched_datagram unmatched(const packet::answer& answer, const std::optional<claim>& claim, bool ours) {
    unmatched_datagram out{.responder = answer.responder};
    out.reason = ours ? "its trace has ended" : claim ? "no probe of this run" : "quotes nothing that could be a probe";
    if (!claim) return out;
    out.protocol = claim->protocol;
    out.destination = claim->destination;
    out.identifier = claim->identifier;
    const auto best = std::ranges::find_if(claim->evidence, [](const auto& said) { return said.has_value(); });
    if (best != claim->evidence.end()) out.sequence = (*best)->sequence;
    return out;
}

}  // namespace

void engine::handle_datagrams(std::span<const received_datagram> datagrams, time_point now) {
    for (const received_datagram& datagram : datagrams) {
        const packet::parsed<packet::answer> answer = packet::parse_answer(datagram);
        if (answer) {
            match(*answer, datagram, now);
        } else {
            dismiss(answer.error());
        }
    }
    settle_touched(now);
}

void engine::handle_drops(std::uint64_t count, time_point now) {
    if (count == 0) return;
    statistics_.receive_drops += count;
    pacer_.slow_down(now);
}

void engine::match(const packet::answer& answer, const received_datagram& datagram, time_point now) {
    const std::optional<claim> claim = claim_of(answer);
    std::optional<probe_match> found = claim ? slots_.find_probe(*claim) : std::nullopt;
    if (!found && claim) found = slots_.find_changed(*claim);
    trace_state* unmarked = !found && claim && claim->unmarked ? trace_of_unmarked(*claim) : nullptr;
    if (!found && !unmarked) return dismiss(answer, claim);
    const trace_state& trace = unmarked ? *unmarked : *found->trace;
    reply received = reply_of(answer, trace.setup(), trace.ledger().extension_room());
    received.received_stamp = datagram.source;
    if (unmarked) {
        const std::optional<std::uint16_t> index = unmarked->probe_answered_by(received);
        if (!index) return keep_unmarked(*unmarked, std::move(received), datagram.at);
        found = probe_match{unmarked, *index, false};
    }
    // What a translator changes is seen in what is quoted of the transport header.
    if (claim->identifier) received.nat = found->nat;
    if (given_up_by_kernel(*found->trace, found->index, received)) {
        if (!found->trace->setup().direct && send_later(*found->trace, found->index, now)) return;
        found->trace->departures().next_hop_is_silent();
    } else if (!found->trace->setup().direct) {
        trouble_.heard(router_of(found->trace->setup()), now);
    }
    const bool malformed = received.extensions_malformed;
    const bool expired = received.kind == reply_kind::time_exceeded;
    std::optional<probe_event> happened;
    if (notes_[found->trace->setup().id.slot].announce_probes) {
        happened = {.at = datagram.at, .responder = received.responder, .kind = received.kind};
    }
    const answer_verdict verdict = found->trace->probe_answered(found->index, datagram.at, std::move(received));
    if (verdict == answer_verdict::untimely) return dismiss(answer, claim);
    if (happened) {
        happened->fate = fate_of(verdict);
        tell(*found->trace, found->index, *std::move(happened));
    }
    ++statistics_.replies;
    if (malformed) ++statistics_.malformed_extensions;
    if (verdict == answer_verdict::fresh && expired) tell_crowd(*found->trace, found->index);
    touch(*found->trace);
}

void engine::touch(const trace_state& trace) {
    const std::uint16_t slot = trace.setup().id.slot;
    if (!std::exchange(notes_[slot].touched, true)) touched_.push_back(slot);
}

void engine::tell_crowd(const trace_state& trace, std::uint16_t index) {
    const probe_record& probe = trace.probes()[index];
    if (!probe.of_hop()) return;
    const reply& answer = trace.answer_of(probe);
    crowd_.heard(answer.responder, probe.ttl, probe.sent_at, probe.query > 1);
    if (trace.learnt_from()) crowd_.learn(trace.map(), probe.ttl);
}

trace_state* engine::trace_of_unmarked(const claim& claim) {
    return slots_.had_probe(claim) ? nullptr : slots_.find_trace(claim);
}

void engine::keep_unmarked(trace_state& trace, reply&& answer, time_point at) {
    ++statistics_.replies;
    trace.keep_unmarked(std::move(answer), at);
    touch(trace);
}

// What answers no probe of an active trace: it is late, or a stranger's. Strangers' errors do not come to a socket that
// gets no more than those about its own datagrams.
void engine::dismiss(const packet::answer& answer, const std::optional<claim>& claim) {
    const bool ours = claim && (claim->unmarked || slots_.had_probe(*claim));
    ++(ours ? statistics_.late : statistics_.foreign);
    if (announce_unmatched_) news_.add(unmatched(answer, claim, ours));
}

void engine::dismiss(packet::parse_error error) {
    ++(sound(error) ? statistics_.foreign : statistics_.malformed);
    if (announce_unmatched_) news_.add(unmatched_datagram{.reason = packet::describe(error)});
}

}  // namespace tracerouter::engine
