#include "engine/news.hpp"

#include <algorithm>

#include "tracerouter/time.hpp"

namespace tracerouter::engine {

namespace {

bool is_about(const news& told, trace_id trace) {
    const auto* hop = std::get_if<pending_hop>(&told);
    const auto* end = std::get_if<pending_end>(&told);
    const auto* probe = std::get_if<std::unique_ptr<probe_event>>(&told);
    return (hop && hop->trace == trace) || (end && end->trace == trace) || (probe && (*probe)->trace == trace);
}

}  // namespace

std::optional<news> news_queue::take() {
    if (queue_.empty()) return std::nullopt;
    std::optional<news> oldest{std::move(queue_.front())};
    queue_.pop_front();
    return oldest;
}

void news_queue::erase(trace_id trace) {
    std::erase_if(queue_, [trace](const news& told) { return is_about(told, trace); });
}

probe_event event_of(const trace_state& trace, probe_index index, probe_event happened) {
    const probe_record& probe = trace.ledger[index];
    happened.trace = trace.setup.id;
    happened.index = index;
    happened.ttl = probe.ttl.value();
    happened.query = probe.query.value();
    happened.purpose = probe.purpose;
    happened.size = probe.size;
    happened.sequence = probe.sequence;
    happened.flow = probe.flow;
    happened.sent_at = probe.sent_at;
    if (happened.answer) {
        happened.answer->rtt = std::max(duration::zero(), happened.at - probe.sent_at);
        happened.answer->sent_stamp = probe.sent_stamp;
    }
    return happened;
}

}  // namespace tracerouter::engine
