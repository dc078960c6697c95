#include "stats/ttl_statistics.hpp"

#include <algorithm>

#include "stats/quantiles.hpp"
#include "stats/wilson.hpp"
#include "stats/window_summaries.hpp"

namespace tracerouter::stats {
namespace {

std::uint16_t flow_number(std::uint16_t flow) {
    return std::min<std::uint16_t>(flow, most_flows - 1);
}

duration bounded(duration rtt) {
    return std::clamp(rtt, duration{}, longest_rtt);
}

}  // namespace

bool ttl_statistics::add(const probe_observation& seen) {
    switch (seen.outcome) {
        case probe_outcome::sent: return sent(seen);
        case probe_outcome::answered: return answered(seen);
        case probe_outcome::lost: return lost(seen);
        case probe_outcome::late: return late(seen);
        case probe_outcome::limited: return limited(seen);
        case probe_outcome::duplicate:
            if (!knows(seen.round, seen.flow)) return false;
            ++counts_.duplicates;
            ++flow_of(seen).counts.duplicates;
            return true;
        case probe_outcome::refused:
            ++counts_.refused;
            ++flow_of(seen).counts.refused;
            return true;
    }
    return false;
}

bool ttl_statistics::knows(std::uint64_t round, std::uint16_t flow) {
    return window_.find(round, flow_number(flow)) != nullptr;
}

void ttl_statistics::take_back(std::uint64_t round, std::uint16_t flow) {
    const probe_observation seen{.round = round, .flow = flow};
    sample* const probe = find(seen, sample_state::pending);
    if (probe == nullptr) return;
    probe->become(sample_state::aside);
    --counts_.sent;
    --flow_of(seen).counts.sent;
    find_pairs(flow_of(seen), flow_number(flow));
}

bool ttl_statistics::sent(const probe_observation& seen) {
    window_.add(seen.round, flow_number(seen.flow), seen.sent_at);
    ++counts_.sent;
    ++flow_of(seen).counts.sent;
    return true;
}

bool ttl_statistics::answered(const probe_observation& seen) {
    if (!seen.reply) return false;
    sample* const probe = find(seen, sample_state::pending);
    if (probe == nullptr) return false;
    const duration rtt = bounded(seen.reply->rtt);
    const std::uint8_t responder = responders_.answered(seen.round, seen.sent_at, *seen.reply, rtt);
    probe->become(sample_state::answered);
    probe->nanoseconds = static_cast<std::uint64_t>(rtt.count()) & ((std::uint64_t{1} << 50) - 1);
    probe->responder = responder & 0x3fU;
    flow_state& flow = flow_of(seen);
    ++counts_.answered;
    ++flow.counts.answered;
    moments_.add(rtt);
    histogram_.add(rtt);
    flow.histogram.add(rtt);
    if (seen.round >= flow.newest_round) {
        flow.newest_round = seen.round;
        flow.newest_responder = responder;
    }
    decided(seen, rtt);
    return true;
}

bool ttl_statistics::lost(const probe_observation& seen) {
    sample* const probe = find(seen, sample_state::pending);
    if (probe == nullptr) return false;
    probe->become(sample_state::lost);
    ++counts_.lost;
    ++flow_of(seen).counts.lost;
    decided(seen, std::nullopt);
    return true;
}

bool ttl_statistics::late(const probe_observation& seen) {
    sample* const probe = find(seen, sample_state::lost);
    if (probe == nullptr) return false;
    probe->become(sample_state::aside);
    flow_state& flow = flow_of(seen);
    --counts_.lost;
    --flow.counts.lost;
    ++counts_.late;
    ++flow.counts.late;
    return true;
}

bool ttl_statistics::limited(const probe_observation& seen) {
    sample* const probe = find(seen, sample_state::pending);
    if (probe == nullptr) return false;
    probe->become(sample_state::aside);
    ++counts_.limited;
    ++flow_of(seen).counts.limited;
    find_pairs(flow_of(seen), flow_number(seen.flow));
    return true;
}

void ttl_statistics::decided(const probe_observation& seen, std::optional<duration> rtt) {
    if (seen.round >= newest_round_) {
        newest_round_ = seen.round;
        last_ = rtt;
    }
    find_pairs(flow_of(seen), flow_number(seen.flow));
}

// Answers come in any order, jitter is of probes that follow each other. So a probe is looked at once all of its flow
// before it are decided.
void ttl_statistics::find_pairs(flow_state& flow, std::uint16_t number) {
    for (std::size_t index = flow.paired_until ? window_.first_behind(*flow.paired_until) : 0; index < window_.size();
         ++index) {
        const sample& later = window_[index];
        if (later.flow != number) continue;
        if (later.what() == sample_state::pending) return;
        flow.paired_until = later.round;
        if (later.what() != sample_state::answered) {
            flow.earlier.reset();
            continue;
        }
        if (flow.earlier) {
            moments_.add_pair(flow.earlier->rtt(), later.rtt());
            if (flow.earlier->responder == later.responder)
                responders_.pair(static_cast<std::uint8_t>(later.responder), flow.earlier->rtt(), later.rtt());
        }
        flow.earlier = later;
    }
}

hop_summary ttl_statistics::summary(std::uint16_t ttl, std::chrono::system_clock::time_point now) const {
    hop_summary made{.ttl = ttl, .probes = counts_};
    made.loss = wilson_interval(counts_.lost, counts_.decided());
    made.rtt = all_time();
    made.responders = responders_.summaries(counts_.answered, window_, window_has_all());
    made.flows = flow_summaries();
    made.windows = window_summaries(window_, now);
    return made;
}

rtt_summary ttl_statistics::all_time() const {
    rtt_summary made;
    moments_.fill(made);
    made.last = last_;
    auto samples = window_has_all() ? samples_of(window_) : std::vector<duration>{};
    if (samples.size() == moments_.count()) {
        fill_quantiles(made, samples);
    } else {
        fill_quantiles(made, histogram_);
    }
    return made;
}

// Without that it is not worth looking through the window again and again.
bool ttl_statistics::window_has_all() const {
    return window_.size() >= counts_.sent;
}

std::vector<flow_summary> ttl_statistics::flow_summaries() const {
    std::vector<flow_summary> made;
    for (std::uint16_t number = 0; number < flows_.size(); ++number) {
        const flow_state& flow = flows_[number];
        if (flow.counts == probe_counts{}) continue;
        rtt_summary rtt;
        auto samples = window_has_all() ? samples_of(window_, number) : std::vector<duration>{};
        if (samples.size() == flow.counts.answered) {
            fill_quantiles(rtt, samples);
        } else {
            fill_quantiles(rtt, flow.histogram);
        }
        made.push_back({.flow = number,
                        .probes = flow.counts,
                        .median = rtt.median,
                        .responder = responders_.address(flow.newest_responder)});
    }
    return made;
}

std::size_t ttl_statistics::memory() const {
    std::size_t octets = histogram_.memory() + responders_.memory() + window_.memory();
    octets += flows_.capacity() * sizeof(flow_state);
    for (const flow_state& flow : flows_) octets += flow.histogram.memory();
    return octets;
}

ttl_statistics::flow_state& ttl_statistics::flow_of(const probe_observation& seen) {
    const std::size_t number = flow_number(seen.flow);
    if (number >= flows_.size()) flows_.resize(number + 1);
    return flows_[number];
}

sample* ttl_statistics::find(const probe_observation& seen, sample_state state) {
    sample* const probe = window_.find(seen.round, flow_number(seen.flow));
    return probe != nullptr && probe->what() == state ? probe : nullptr;
}

}  // namespace tracerouter::stats
