#include "engine/hop_routers.hpp"

namespace tracerouter::engine {

namespace {

/// Echo replies and answers of TCP are not limited.
bool is_limited_kind(reply_kind kind) {
    return kind == reply_kind::time_exceeded || is_refusal(kind);
}

}  // namespace

bool hop_routers::may_ask(std::uint16_t flow, hop_ttl ttl, time_point now, duration interval) {
    const address* const router = at({ttl, flow});
    return router == nullptr || turns_.take(*router, {monitor_, ttl}, now, interval);
}

bool hop_routers::take(std::uint16_t flow, const probe_event& event) {
    const place hop{hop_ttl{event.ttl}, flow};
    if (event.fate == probe_fate::overdue) return overdue(hop, event.sent_at, event.at);
    if (event.answer && event.fate != probe_fate::duplicate) answered(hop, *event.answer, event.sent_at);
    return false;
}

// Who answers the probes of others at this TTL need not be on this path, if no limit explains what is missing.
bool hop_routers::overdue(place hop, time_point sent, time_point now) {
    const address* const router = at(hop);
    const bool limited = router != nullptr && turns_.explains_loss(*router, sent, now);
    if (!limited) known_.try_emplace(hop);
    return limited;
}

void hop_routers::answered(place hop, const reply& answer, time_point sent) {
    const bool limited = is_limited_kind(answer.kind);
    known_[hop] = limited ? answer.responder : address{};
    if (limited) turns_.answered(answer.responder, hop.first, sent);
}

// By what is known of this flow, else of another one, else of other monitors.
const hop_routers::address* hop_routers::at(place hop) const {
    auto found = known_.find(hop);
    if (found == known_.end()) found = known_.lower_bound({hop.first, 0});
    if (found == known_.end() || found->first.first != hop.first) return turns_.only_router(ipv6_, hop.first);
    return found->second.is_unspecified() ? nullptr : &found->second;
}

}  // namespace tracerouter::engine
