#include "run/outcome_delivery.hpp"

#include <utility>
#include <variant>

#include "run/result_parts.hpp"

namespace tracerouter::run {

void outcome_delivery::deliver_hop(const report::heading& trace, const hop_result& hop) {
    if (hop.ttl <= settings_.hidden_hops) return;
    auto about = queue_.asks() ? addresses_of(hop) : report_queue::address_list{};
    if (!recorder_.wants_hops()) return queue_.look_up(about);
    queue_.add(std::move(about), patience(), [this, trace, hop] { recorder_.record_hop(trace, hop); });
}

void outcome_delivery::deliver(trace_number number, outcome ended) {
    order_.take(number, std::move(ended),
                [this](trace_number ready, outcome&& next) { enqueue(ready, std::move(next)); });
}

/// Nothing overtakes what waits in the queue.
void outcome_delivery::enqueue(trace_number number, outcome ended) {
    report_queue::address_list about;
    if (auto* result = std::get_if<trace_result>(&ended)) {
        hide_hops(*result, settings_.hidden_hops);
        if (queue_.asks()) about = addresses_of(*result);
    }
    if (about.empty() && queue_.free()) return recorder_.record(number, ended);
    queue_.add(std::move(about), patience(),
               [this, number, ended = std::move(ended)] { recorder_.record(number, ended); });
}

duration outcome_delivery::patience() const {
    return recorder_.wants_hops() ? settings_.hop_patience : settings_.trace_patience;
}

}  // namespace tracerouter::run
