#include "tracerouter/hop_statistics.hpp"

#include <algorithm>
#include <chrono>
#include <memory>

#include "stats/ttl_statistics.hpp"

namespace tracerouter {

struct hop_statistics::state {
    stats::ttl_statistics statistics{};
    std::uint64_t newest_round = 0;
    std::uint16_t ttl = 0;

    void add(const probe_observation& seen);
};

void hop_statistics::state::add(const probe_observation& seen) {
    newest_round = std::max(newest_round, seen.round);
    const bool is_first = seen.outcome == probe_outcome::sent || seen.outcome == probe_outcome::refused;
    if (!is_first && !statistics.knows(seen.round, seen.flow)) {
        statistics.add({.round = seen.round, .flow = seen.flow, .sent_at = seen.sent_at});
        // What comes late or once more has been lost or answered before.
        auto before = seen;
        before.outcome = seen.outcome == probe_outcome::late ? probe_outcome::lost : probe_outcome::answered;
        if (seen.outcome == probe_outcome::late || seen.outcome == probe_outcome::duplicate) statistics.add(before);
    }
    statistics.add(seen);
}

hop_statistics::hop_statistics() : state_(std::make_unique<state>()) {}
hop_statistics::hop_statistics(hop_statistics&& other) noexcept = default;
hop_statistics& hop_statistics::operator=(hop_statistics&& other) noexcept = default;
hop_statistics::~hop_statistics() = default;

void hop_statistics::add(const probe_observation& seen) {
    state_->ttl = seen.ttl;
    state_->add(seen);
}

void hop_statistics::add(const probe_result& probe, std::chrono::system_clock::time_point started_at) {
    if (probe.status == probe_status::unsent) return;
    const auto after =
        std::chrono::duration_cast<std::chrono::system_clock::duration>(probe.sent_after.value_or(duration{}));
    probe_observation seen{.round = state_->newest_round + 1, .sent_at = started_at + after};
    if (probe.status == probe_status::send_failed) {
        seen.outcome = probe_outcome::refused;
        seen.send_error = probe.send_error;
    } else if (!probe.reply) {
        seen.outcome = probe_outcome::lost;
    } else {
        seen.outcome = probe.reply->late ? probe_outcome::late : probe_outcome::answered;
        seen.reply = probe.reply;
    }
    state_->add(seen);
}

hop_summary hop_statistics::summary(std::chrono::system_clock::time_point now) const {
    return state_->statistics.summary(state_->ttl, now);
}

}  // namespace tracerouter
