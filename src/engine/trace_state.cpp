#include "engine/trace_state.hpp"

#include <algorithm>
#include <utility>

namespace tracerouter::engine {

namespace {

/// No path has more routers; whoever pretends to more shall not fill our memory.
constexpr std::size_t max_unmarked = 64;

bool waiting(probe_state state) {
    return state == probe_state::handed || state == probe_state::in_flight;
}

bool says_too_big(const reply& answer) {
    constexpr std::uint8_t unreachable = 3;
    constexpr std::uint8_t fragmentation_needed = 4;
    constexpr std::uint8_t packet_too_big = 2;
    if (answer.responder.is_v6()) return answer.icmp_type == packet_too_big;
    return answer.icmp_type == unreachable && answer.icmp_code == fragmentation_needed;
}

}  // namespace

trace_state::trace_state(const trace_setup& setup)
    : setup_(setup),
      volley_(setup.options),
      hops_(static_cast<std::size_t>(setup.options.max_ttl - setup.options.first_ttl + 1)),
      first_open_(setup.options.first_ttl),
      first_unclosed_(setup.options.first_ttl) {}

std::uint16_t trace_state::hand_out_probe(std::uint16_t sequence) {
    probe_record probe;
    probe.sequence = sequence;
    if (const auto plan = volley_.next(end_ttl(path_, setup_.options))) {
        probe.ttl = plan->ttl;
        probe.query = plan->query;
        ++hop(plan->ttl).awaited;
    } else {
        const sized_probe sized = mtu_.value().next();
        probe.ttl = sized.ttl;
        probe.size = sized.size;
    }
    probes_.push_back(probe);
    return static_cast<std::uint16_t>(probes_.size() - 1);
}

void trace_state::probe_sent(std::uint16_t index, time_point at, stamp_source source) {
    probe_record& probe = probes_[index];
    if (probe.state == probe_state::refused || closed(probe.ttl)) return;
    if (probe.state == probe_state::handed) {
        probe.state = probe_state::in_flight;
        ++sent_;
    }
    probe.sent_at = at;
    probe.sent_stamp = source;
}

void trace_state::probe_refused(std::uint16_t index, boost::system::error_code error) {
    probe_record& probe = probes_[index];
    if (probe.state != probe_state::handed) return;
    probe.state = probe_state::refused;
    probe.send_error = error;
    if (probe.size > 0) {
        mtu_->too_big({probe.ttl, probe.size}, std::nullopt, std::nullopt);
    } else {
        --hop(probe.ttl).awaited;
    }
}

answer_verdict trace_state::probe_answered(std::uint16_t index, time_point at, reply answer) {
    if (index >= probes_.size()) return answer_verdict::untimely;
    probe_record& probe = probes_[index];
    switch (probe.state) {
        case probe_state::handed:
        case probe_state::refused: return answer_verdict::untimely;
        case probe_state::answered: ++duplicates_; return answer_verdict::duplicate;
        case probe_state::overdue:
            ++late_;
            answer.late = true;
            break;
        case probe_state::in_flight: break;
    }
    if (probe.size > 0) return learn_mtu(probe, at, answer);
    if (closed(probe.ttl)) return answer_verdict::late;
    if (probe.state == probe_state::in_flight) --hop(probe.ttl).awaited;
    probe.state = probe_state::answered;
    probe.received_at = at;
    probe.answer = static_cast<std::uint16_t>(replies_.size());
    replies_.push_back(std::move(answer));
    learn(probe.ttl, std::max(duration::zero(), at - probe.sent_at), replies_.back());
    return answer_verdict::fresh;
}

answer_verdict trace_state::learn_mtu(probe_record& probe, time_point at, const reply& answer) {
    if (probe.state == probe_state::overdue) return answer_verdict::late;
    probe.state = probe_state::answered;
    probe.received_at = at;
    ++mtu_replies_;
    const sized_probe sized{probe.ttl, probe.size};
    const bool too_big = answer.mtu || says_too_big(answer);
    too_big ? mtu_->too_big(sized, answer.mtu, hop_of(answer.responder)) : mtu_->passed(sized);
    return answer_verdict::fresh;
}

std::optional<std::uint8_t> trace_state::hop_of(const boost::asio::ip::address& responder) const {
    for (std::size_t index = 0; index < hops_.size(); ++index) {
        if (hops_[index].answers > 0 && replies_[hops_[index].first_answer].responder == responder) {
            return static_cast<std::uint8_t>(setup_.options.first_ttl + static_cast<int>(index));
        }
    }
    return std::nullopt;
}

void trace_state::begin_mtu_search() {
    std::vector<std::uint8_t> answering;
    for (int ttl = setup_.options.first_ttl; ttl <= end_ttl(path_, setup_.options); ++ttl) {
        if (hop(ttl).answers > 0) answering.push_back(static_cast<std::uint8_t>(ttl));
    }
    mtu_.emplace(answering, packet_size_of(setup_.options, setup_.target.is_v6()), setup_.link_mtu);
}

void trace_state::learn(std::uint8_t ttl, duration rtt, const reply& answer) {
    learn_hop(hop(ttl), rtt);
    path_.slowest = std::max(path_.slowest, rtt);
    path_.last_answered = std::max(path_.last_answered.value_or(0), ttl);
    if (answer.kind != reply_kind::time_exceeded) learn_end(ttl, rtt, answer);
    const auto known =
        std::span{hops_}.first(static_cast<std::size_t>(end_ttl(path_, setup_.options) - setup_.options.first_ttl + 1));
    path_.missing = static_cast<std::uint8_t>(
        std::count_if(known.begin(), known.end(), [](const hop_evidence& hop) { return hop.answers == 0; }));
}

void trace_state::learn_hop(hop_evidence& hop, duration rtt) {
    if (hop.answers == 0) {
        hop.first_answer = static_cast<std::uint16_t>(replies_.size() - 1);
        hop.fastest = hop.slowest = rtt;
    } else {
        path_.spread_sum -= hop.slowest - hop.fastest;
        path_.spread_hops = static_cast<std::uint8_t>(path_.spread_hops + (hop.answers == 1 ? 1 : 0));
        hop.fastest = std::min(hop.fastest, rtt);
        hop.slowest = std::max(hop.slowest, rtt);
        path_.spread_sum += hop.slowest - hop.fastest;
    }
    ++hop.answers;
}

void trace_state::learn_end(std::uint8_t ttl, duration rtt, const reply& answer) {
    std::optional<std::uint8_t>& end = answer.arrived ? path_.distance : path_.barrier;
    end = std::min(end.value_or(ttl), ttl);
    path_.end_rtt = std::max(path_.end_rtt, rtt);
}

time_point trace_state::deadline(const probe_record& probe) const {
    if (probe.size > 0) return probe.sent_at + patience_with_sizes(path_, setup_.options, setup_.numbers);
    const hop_evidence& asked = hop(probe.ttl);
    duration wait = patience(path_, asked, setup_.options, setup_.numbers);
    if (asked.asked_alone > 0) wait = std::max(wait, path_.slowest + setup_.numbers.retry_slack);
    return probe.sent_at + std::min(wait, setup_.options.wait);
}

std::optional<time_point> trace_state::next_deadline() const {
    const std::uint8_t end = end_ttl(path_, setup_.options);
    std::optional<time_point> earliest;
    if (limits_pending_) earliest = limits_refilled_at_;
    for (const probe_record& probe : std::span{probes_}.subspan(oldest_)) {
        if (probe.state != probe_state::in_flight || probe.ttl > end) continue;
        const time_point due = deadline(probe);
        if (!earliest || due < *earliest) earliest = due;
    }
    return earliest;
}

void trace_state::expire(time_point now) {
    for (probe_record& probe : std::span{probes_}.subspan(oldest_)) {
        if (probe.state != probe_state::in_flight || deadline(probe) > now) continue;
        probe.state = probe_state::overdue;
        if (probe.size > 0) {
            mtu_->lost({probe.ttl, probe.size});
            continue;
        }
        --hop(probe.ttl).awaited;
        path_.loss = path_.loss || hop(probe.ttl).answers > 0;
    }
    while (oldest_ < probes_.size() && !waiting(probes_[oldest_].state)) ++oldest_;
    suspect_limits();
    plan_retries();
    plan_retries_of_limited(now);
}

void trace_state::suspect_limits() {
    path_evidence silent = path_;  // those that have answered, but without saying for which probe, are not
    silent.missing =
        static_cast<std::uint8_t>(silent.missing - std::min<std::size_t>(silent.missing, unmarked_.size()));
    if (limits_refilled_at_ || !limits_suspected(silent, setup_.options, setup_.numbers)) return;
    time_point last_sent = setup_.started_at;
    for (const probe_record& probe : probes_) last_sent = std::max(last_sent, probe.sent_at);
    limits_refilled_at_ = last_sent + setup_.numbers.limit_refill;
    limits_pending_ = true;
}

void trace_state::plan_retries() {
    // Behind the last answer it is more than loss that makes the hops silent.
    const int end = std::min(end_ttl(path_, setup_.options), path_.last_answered.value_or(0));
    for (int ttl = first_open_; ttl <= end; ++ttl) {
        if (!complete(ttl) || !worth_retrying(path_, hop(ttl), setup_.numbers)) continue;
        retry(ttl);
    }
}

void trace_state::plan_retries_of_limited(time_point now) {
    if (!limits_pending_ || now < *limits_refilled_at_) return;
    limits_pending_ = false;
    for (int ttl = first_open_; ttl <= end_ttl(path_, setup_.options); ++ttl) {
        // Queries that are still to come will tell as much.
        if (hop(ttl).answers == 0 && volley_.done(static_cast<std::uint8_t>(ttl))) retry(ttl);
    }
}

void trace_state::retry(int ttl) {
    volley_.again(static_cast<std::uint8_t>(ttl), ++hop(ttl).retries);
}

std::optional<std::uint16_t> trace_state::take_unmarked(const boost::asio::ip::address& responder, time_point at) {
    const std::optional<std::uint8_t> known = hop_of(responder);
    const probe_record* alone = alone_ && *alone_ < probes_.size() ? &probes_[*alone_] : nullptr;
    if (alone && alone->state == probe_state::in_flight) {
        if (known && known != alone->ttl) return std::nullopt;
        std::erase(unmarked_, responder);
        return alone_;
    }
    if (known || probes_.empty() || unmarked_.size() == max_unmarked) return std::nullopt;
    if (std::ranges::find(unmarked_, responder) == unmarked_.end()) unmarked_.push_back(responder);
    const time_point first_sent = std::max(setup_.started_at, probes_.front().sent_at);
    path_.slowest = std::max(path_.slowest, at - first_sent);  // at most
    return std::nullopt;
}

bool trace_state::to_be_asked_alone(int ttl) const {
    const hop_evidence& asked = hop(ttl);
    const bool begun = asked.asked_alone > 0;
    const bool wanted = (begun || !unmarked_.empty()) && ttl <= visible_ttl(path_, setup_.options);
    return wanted && asked.answers == asked.asked_alone && asked.asked_alone < setup_.options.queries;
}

void trace_state::ask_alone() {
    const int end = end_ttl(path_, setup_.options);
    const auto under_way = [end](const probe_record& probe) { return waiting(probe.state) && probe.ttl <= end; };
    const bool busy = volley_.peek(static_cast<std::uint8_t>(end)) ||
                      std::ranges::any_of(std::span{probes_}.subspan(oldest_), under_way);
    if (busy || limits_pending_) return;
    for (int ttl = first_open_; ttl <= end; ++ttl) {
        if (!to_be_asked_alone(ttl)) continue;
        ++hop(ttl).asked_alone;
        alone_ = static_cast<std::uint16_t>(probes_.size());
        return retry(ttl);
    }
}

bool trace_state::complete(int ttl) const {
    const bool held = to_be_asked_alone(ttl) || (limits_pending_ && hop(ttl).answers == 0);
    return !held && hop(ttl).awaited == 0 && volley_.done(static_cast<std::uint8_t>(ttl));
}

void trace_state::pass_complete_hops() {
    while (!hops_known() && complete(first_open_)) ++first_open_;
    if (!hops_known()) ask_alone();
    if (setup_.options.path_mtu && hops_known() && !mtu_) begin_mtu_search();
}

std::optional<std::uint8_t> trace_state::close_next_hop() {
    pass_complete_hops();
    if (first_unclosed_ == first_open_) return std::nullopt;
    learn_loop(first_unclosed_);
    // What is said about a hop is said once, with its path MTU.
    if (setup_.options.path_mtu && !finished() && !interrupted_) return std::nullopt;
    if (first_unclosed_ > visible_ttl(path_, setup_.options)) return std::nullopt;
    return static_cast<std::uint8_t>(first_unclosed_++);
}

void trace_state::learn_loop(int ttl) {
    if (path_.loop || path_.distance || path_.barrier) return;
    const int loop_rounds = setup_.numbers.loop_rounds;
    for (int period = 1; ttl - (loop_rounds - 1) * period >= setup_.options.first_ttl; ++period) {
        int round = 1;
        while (round < loop_rounds && same_responder(ttl, ttl - round * period)) ++round;
        if (round == loop_rounds) path_.loop = static_cast<std::uint8_t>(ttl);
    }
}

bool trace_state::same_responder(int ttl, int other) const {
    const hop_evidence& one = hop(ttl);
    const hop_evidence& two = hop(other);
    return one.answers > 0 && two.answers > 0 &&
           replies_[one.first_answer].responder == replies_[two.first_answer].responder;
}

void trace_state::interrupt() {
    interrupted_ = true;
    const int answered = path_.last_answered.value_or(static_cast<std::uint8_t>(setup_.options.first_ttl - 1));
    const int last = std::min<int>(answered, end_ttl(path_, setup_.options));
    first_open_ = std::max(first_open_, last + 1);
}

}  // namespace tracerouter::engine
