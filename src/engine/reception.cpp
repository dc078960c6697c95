#include "engine/reception.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/results.hpp"
#include "tracerouter/error.hpp"

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

unmatched_datagram unmatched(const packet::answer& answer, const std::optional<probe_reference>& reference, bool ours) {
    unmatched_datagram out{.responder = answer.responder};
    out.reason = ours        ? "its trace has ended"
                 : reference ? "no probe of this run"
                             : "quotes nothing that could be a probe";
    if (!reference) return out;
    out.protocol = reference->protocol;
    out.destination = reference->destination;
    out.identifier = reference->identifier;
    const auto best = std::ranges::find_if(reference->hints, [](const auto& said) { return said.has_value(); });
    if (best != reference->hints.end()) out.sequence = (*best)->sequence;
    return out;
}

}  // namespace

// Traces are settled behind the batch, not behind each answer: an end must not be drawn from half of what has
// arrived.
void reception::take(std::span<const received_datagram> datagrams, time_point now) {
    for (const received_datagram& datagram : datagrams) {
        const packet::parsed<packet::answer> answer = packet::parse_answer(datagram);
        if (answer) {
            match(*answer, datagram, now);
        } else {
            dismiss(answer.error());
        }
    }
    settling_.settle_touched(now);
}

// The probe is found by what the quote says, then by what a translator has left of it, then by whoever answers.
void reception::match(const packet::answer& answer, const received_datagram& datagram, time_point now) {
    slot_table& slots = parts_.slots;
    const std::optional<probe_reference> reference = reference_of(answer);
    std::optional<probe_match> found = reference ? slots.find_probe(*reference) : std::nullopt;
    if (!found && reference) found = slots.find_changed(*reference);
    // A late answer to an ended trace must not pass for an unmarked one of a running trace.
    const bool unmarked = !found && reference && reference->unmarked && !slots.had_probe(*reference);
    trace_state* trace = found ? found->trace : unmarked ? slots.find_trace(*reference) : nullptr;
    if (!trace || (!found && trace->setup.watches)) return dismiss(answer, reference);

    reply received = reply_of(answer, trace->setup, trace->ledger.extension_room());
    received.received_stamp = datagram.source;
    if (!found) found = match_unmarked(*trace, received, datagram.at);
    if (!found) return;
    // What a translator changes is seen in what is quoted of the transport header.
    if (reference->identifier) received.nat = found->nat;
    // Before the trace hears of it: what the kernel of this host says is no answer of a hop.
    if (about_next_hop(*found, received, now)) return;
    if (!tell_trace(*found, std::move(received), datagram.at)) dismiss(answer, reference);
}

// Where nothing tells which probe it is about, the trace keeps the answer.
std::optional<probe_match> reception::match_unmarked(trace_state& trace, reply& answer, time_point at) {
    if (const auto index = trace.search.probe_answered_by(answer)) return probe_match{&trace, *index, false};
    ++parts_.statistics.replies;
    trace.search.keep(std::move(answer), at);
    settling_.touch(trace);
    return std::nullopt;
}

// Whether it is the kernel that speaks, of the router next to this host, and the probe is sent again when that answers.
bool reception::about_next_hop(const probe_match& found, const reply& answer, time_point now) {
    const bool direct = found.trace->setup.direct;
    if (!given_up_by_kernel(found, answer)) {
        if (!direct) parts_.trouble.heard(router_of(found.trace->setup), now);
        return false;
    }
    if (!direct && send_later(found, now)) return true;
    found.trace->departing.next_hop_is_silent();
    return false;
}

// Returns false if the probe has not been sent, so that the answer is forged.
// Whatever is needed of the answer is read before the trace takes it over.
bool reception::tell_trace(const probe_match& found, reply&& answer, time_point at) {
    trace_state& trace = *found.trace;
    const bool malformed = answer.extensions_malformed;
    const bool expired = answer.kind == reply_kind::time_exceeded;
    std::optional<probe_event> happened;
    if (parts_.notes_of(trace).announce_probes) {
        happened = {.at = at, .answer = answer};
        const bool known = trace.ledger.has(found.index);
        happened->answer->late = known && trace.ledger[found.index].state == probe_state::overdue;
    }
    const answer_verdict verdict = trace.answered(found.index, at, std::move(answer));
    if (verdict == answer_verdict::untimely) return false;
    if (happened) {
        happened->fate = fate_of(verdict);
        parts_.tell(trace, found.index, *std::move(happened));
    }
    ++parts_.statistics.replies;
    if (malformed) ++parts_.statistics.malformed_extensions;
    if (verdict == answer_verdict::fresh) {
        const duration rtt = at - trace.ledger[found.index].sent_at;
        parts_.delays.heard(rtt);
        parts_.window.answered(rtt, at);
    }
    if (verdict == answer_verdict::fresh && expired) advising_.tell(trace, found.index);
    settling_.touch(trace);
    return true;
}

// The next hop does not answer at its link address, so the kernel has kept the probe and gives it up: it is the kernel
// that says so, with the source address that the probe has, and of a probe that has not left.
bool reception::given_up_by_kernel(const probe_match& found, const reply& answer) {
    if (!is_refusal(answer.kind) || answer.responder != found.trace->setup.source) return false;
    const auto [type, code] = answer.responder.is_v4() ? std::pair{3, 1} : std::pair{1, 3};
    if (answer.icmp_type != type || answer.icmp_code != code) return false;
    return found.trace->departing.may_not_have_left(found.index);
}

// Of probes that go by a router, about which the kernel speaks and not about the target: the probe is sent again when
// the router answers. Returns false if that is waited for in vain, or no word was ever heard through it.
bool reception::send_later(const probe_match& found, time_point now) {
    trace_state& trace = *found.trace;
    host_trouble& trouble = parts_.trouble;
    const std::size_t traces = parts_.slots.active();
    const std::size_t router = router_of(trace.setup);
    if (traces < host_patience::few && !trouble.router().heard_through(router)) return false;
    trouble.router_silent(trace.ledger[found.index].sent_at, now);
    if (trace.departing.given_back_alone(trouble)) return false;
    if (!trouble.router().worth_waiting(router, traces, now)) {
        trace.departing.take_back(found.index);
        parts_.statistics.send_errors += trace.refused(trace.departing.give_up(errc::silent_router));
        settling_.touch(trace);
        return true;
    }
    trace.departing.give_back(found.index, trouble, now);
    sending_.keep_back(trace);
    return true;
}

// What answers no probe of an active trace: it is late, or a stranger's. Strangers' errors do not come to a socket that
// gets no more than those about its own datagrams.
void reception::dismiss(const packet::answer& answer, const std::optional<probe_reference>& reference) {
    const bool ours = reference && (reference->unmarked || parts_.slots.had_probe(*reference));
    ++(ours ? parts_.statistics.late : parts_.statistics.foreign);
    if (parts_.config.announce_unmatched)
        parts_.news.add(std::make_unique<unmatched_datagram>(unmatched(answer, reference, ours)));
}

void reception::dismiss(packet::parse_error error) {
    ++(sound(error) ? parts_.statistics.foreign : parts_.statistics.malformed);
    if (parts_.config.announce_unmatched)
        parts_.news.add(std::make_unique<unmatched_datagram>(unmatched_datagram{.reason = packet::describe(error)}));
}

}  // namespace tracerouter::engine
