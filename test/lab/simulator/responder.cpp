#include "responder.hpp"

#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>

namespace lab {
namespace {

using event = encounter::event;

void refuse(answer_plan& plan, silence reason) {
    plan.why_not = reason;
}

void expired(answer_plan& plan, icmp_message told) {
    plan.kind = told.type == ICMP_TIME_EXCEEDED   ? answer_kind::time_exceeded
                : told.type == ICMP_PARAMETERPROB ? answer_kind::parameter_problem
                                                  : answer_kind::unreachable;
    plan.icmp_code = told.code;
}

void unreachable(answer_plan& plan, std::uint8_t code) {
    plan.kind = answer_kind::unreachable;
    plan.icmp_code = code;
}

}  // namespace

answer_plan responder::decide(const probe& datagram, nanoseconds now) {
    answer_plan plan;
    plan.met = network_.meet(datagram, random_);
    choose_answer(datagram, plan);
    if (plan.why_not == silence::none) plan.why_not = suppression(plan, datagram, now);
    if (plan.why_not != silence::none) {
        plan.kind = answer_kind::none;
        return plan;
    }
    const manners& how = *plan.met.how;
    plan.from = how.answer_from_destination ? datagram.destination : how.answer_from.value_or(plan.met.who);
    plan.delay = delay_of(plan);
    plan.copies = 1 + how.duplicates;
    if (how.corrupt != corruption::none && random_.chance(how.corrupt_share)) plan.damage = how.corrupt;
    return plan;
}

void responder::choose_answer(const probe& datagram, answer_plan& plan) const {
    switch (plan.met.what) {
        case event::astray: return refuse(plan, silence::astray);
        case event::dropped: return refuse(plan, silence::barrier);
        case event::expired: return expired(plan, plan.met.how->expired);
        case event::rejected: return unreachable(plan, plan.met.code);
        case event::too_big: return unreachable(plan, ICMP_FRAG_NEEDED);
        case event::arrived: return choose_end_answer(datagram, plan);
    }
}

void responder::choose_end_answer(const probe& datagram, answer_plan& plan) const {
    const manners& how = *plan.met.how;
    if (!transport_checksum_ok(datagram)) return refuse(plan, silence::bad_checksum);
    if (datagram.kind == transport::tcp) return choose_tcp_answer(datagram, plan);
    if (datagram.kind == transport::icmp && how.echo) {
        plan.kind = answer_kind::echo_reply;
        return;
    }
    if (datagram.kind == transport::udp && how.udp) return unreachable(plan, ICMP_PORT_UNREACH);
    refuse(plan, silence::not_offered);
}

void responder::choose_tcp_answer(const probe& datagram, answer_plan& plan) const {
    const tcp_answer offered = plan.met.how->tcp;
    const bool is_syn = (datagram.tcp_flags & (TH_SYN | TH_ACK | TH_RST)) == TH_SYN;
    const bool is_reset = (datagram.tcp_flags & TH_RST) != 0;
    if (offered == tcp_answer::syn_ack && is_syn)
        plan.kind = answer_kind::tcp_syn_ack;
    else if (offered == tcp_answer::bare_reset && is_syn)
        plan.kind = answer_kind::tcp_bare_reset;
    else if (offered == tcp_answer::reset && !is_reset)
        plan.kind = answer_kind::tcp_reset;
    else
        refuse(plan, silence::not_offered);
}

silence responder::suppression(const answer_plan& plan, const probe& datagram, nanoseconds now) {
    const manners& how = *plan.met.how;
    if (how.silent) return silence::silent;
    if (is_icmp_error(plan.kind) && !limiter_.allow(how, plan.met.who, datagram.source, datagram.ipv6, now))
        return silence::rate_limit;
    if (random_.chance(how.loss)) return silence::loss;
    return silence::none;
}

nanoseconds responder::delay_of(const answer_plan& plan) {
    const manners& how = *plan.met.how;
    nanoseconds delay = plan.met.rtt;
    if (how.jitter.count() > 0)
        delay += nanoseconds(static_cast<std::int64_t>(static_cast<double>(how.jitter.count()) * random_.next_unit()));
    if (how.slow.count() > 0 && (how.slow_share >= 1 || random_.chance(how.slow_share))) delay += how.slow;
    return delay;
}

const char* to_string(answer_kind kind) {
    switch (kind) {
        case answer_kind::none: return "none";
        case answer_kind::time_exceeded: return "time-exceeded";
        case answer_kind::unreachable: return "unreachable";
        case answer_kind::parameter_problem: return "parameter-problem";
        case answer_kind::echo_reply: return "echo-reply";
        case answer_kind::tcp_reset: return "tcp-reset";
        case answer_kind::tcp_bare_reset: return "tcp-bare-reset";
        case answer_kind::tcp_syn_ack: return "tcp-syn-ack";
    }
    return "";
}

const char* to_string(silence reason) {
    switch (reason) {
        case silence::none: return "none";
        case silence::silent: return "silent";
        case silence::loss: return "loss";
        case silence::rate_limit: return "rate-limit";
        case silence::barrier: return "barrier";
        case silence::astray: return "astray";
        case silence::not_offered: return "not-offered";
        case silence::bad_checksum: return "bad-checksum";
    }
    return "";
}

}  // namespace lab
