#include "engine/hop_routers.hpp"

#include <algorithm>
#include <span>

namespace tracerouter::engine {

namespace {

/// Echo replies and answers of TCP are not limited.
bool is_limited_kind(reply_kind kind) {
    return kind == reply_kind::time_exceeded || is_refusal(kind);
}

}  // namespace

bool hop_routers::may_ask(std::uint16_t flow, hop_ttl ttl, time_point now, duration interval) {
    const address* const router = at(ttl, flow);
    return router == nullptr || turns_.take(*router, {monitor_, ttl}, now, interval);
}

bool hop_routers::take(std::uint16_t flow, const probe_event& event) {
    if (event.fate == probe_fate::overdue) return overdue(flow, event);
    if (event.answer && event.fate != probe_fate::duplicate) answered(flow, event);
    return false;
}

// Who answers the probes of others at this TTL need not be on this path, if no limit explains what is missing.
bool hop_routers::overdue(std::uint16_t flow, const probe_event& event) {
    const hop_ttl ttl{event.ttl};
    const address* const router = at(ttl, flow);
    const bool limited = router != nullptr && turns_.explains_loss(*router, event.sent_at, event.at);
    std::optional<address>& known = of(ttl, flow);
    if (!limited && !known) known.emplace();
    return limited;
}

void hop_routers::answered(std::uint16_t flow, const probe_event& event) {
    const hop_ttl ttl{event.ttl};
    const bool limited = is_limited_kind(event.answer->kind);
    of(ttl, flow) = limited ? event.answer->responder : address{};
    if (limited) turns_.answered(event.answer->responder, ttl, event.sent_at);
}

// By what is known of this flow, else of another one, else of other monitors.
const hop_routers::address* hop_routers::at(hop_ttl ttl, std::uint16_t flow) const {
    const std::size_t first = ttl.value() * flows_;
    if (first >= known_.size()) return turns_.only_router(ipv6_, ttl);
    const auto flows = std::span{known_}.subspan(first, flows_);
    auto known = flows.begin() + flow;
    if (!*known) known = std::ranges::find_if(flows, &std::optional<address>::has_value);
    if (known == flows.end()) return turns_.only_router(ipv6_, ttl);
    return (*known)->is_unspecified() ? nullptr : &**known;
}

std::optional<hop_routers::address>& hop_routers::of(hop_ttl ttl, std::uint16_t flow) {
    const std::size_t first = ttl.value() * flows_;
    if (first >= known_.size()) known_.resize(first + flows_);
    return known_[first + flow];
}

}  // namespace tracerouter::engine
