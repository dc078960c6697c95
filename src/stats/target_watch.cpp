#include "stats/target_watch.hpp"

#include <algorithm>

namespace tracerouter::stats {
namespace {

/// So many lost in a row are an outage; fewer are a burst, if they are two at least.
constexpr std::uint64_t losses_of_outage = 3;
constexpr std::uint64_t losses_of_burst = 2;
/// So many rounds the target may be looked for where a router answers in its place: the path may have become longer.
constexpr std::uint64_t rounds_to_find_target = 6;

/// The probe to the target: at its distance, or else the farthest one.
const probe_record* probe_to_target(const round_record& round, std::optional<std::uint16_t> distance) {
    if (round.probes.empty()) return nullptr;
    if (!distance) return &round.probes.back();
    return *distance <= round.probes.size() ? &round.at(*distance) : nullptr;
}

}  // namespace

std::optional<monitor_event> target_watch::close(const round_record& round, std::optional<std::uint16_t> distance) {
    flow_row& flow = flows_[round.flow];
    const auto arrived = std::ranges::find_if(round.probes, &probe_record::arrived);
    if (arrived != round.probes.end()) return answered(flow, arrived->sent_at);
    const probe_record* const probe = probe_to_target(round, distance);
    if (probe == nullptr) return std::nullopt;
    if (probe->shows_router() && ++routers_in_row_ <= rounds_to_find_target) return std::nullopt;
    if (probe->fate != probe_fate::lost && probe->fate != probe_fate::answered) return std::nullopt;
    return missed(flow, probe->sent_at);
}

bool target_watch::is_out() const noexcept {
    return lost_in_row_ >= losses_of_outage;
}

std::optional<monitor_event> target_watch::answered(flow_row& flow, std::chrono::system_clock::time_point sent_at) {
    const std::uint64_t lost = lost_in_row_;
    flow = {.has_answered = true};
    lost_in_row_ = routers_in_row_ = 0;
    if (lost < losses_of_burst) return std::nullopt;
    const auto lasted = std::chrono::duration_cast<duration>(sent_at - first_lost_);
    if (lost < losses_of_outage) return loss_burst{first_lost_, lasted, lost};
    return recovery{sent_at, lasted, lost};
}

std::optional<monitor_event> target_watch::missed(flow_row& flow, std::chrono::system_clock::time_point sent_at) {
    if (!flow.has_answered) return std::nullopt;
    if (flow.lost_in_row++ >= losses_of_outage && !is_out()) return std::nullopt;
    if (lost_in_row_++ == 0) first_lost_ = sent_at;
    if (lost_in_row_ != losses_of_outage) return std::nullopt;
    return outage{first_lost_, lost_in_row_};
}

}  // namespace tracerouter::stats
