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

std::variant<volley, survey> plan_for(const trace_setup& setup) {
    if (setup.survey) return survey{setup.options, setup.turn, setup.options.stop_set};
    trace_options options = setup.options;
    if (setup.frugal) options.queries = 1;
    return volley{options};
}

// From where an answer came that a probe of the highest TTL got. An error quotes the TTL that our probe had left; of an
// echo reply we know how many hops it came itself, and that most ways back are as long.
std::optional<std::uint8_t> distance_told(const reply& answer, std::uint8_t ttl) {
    if (answer.kind == reply_kind::time_exceeded) return ttl;
    if (answer.ttl_quoted && *answer.ttl_quoted >= 1 && *answer.ttl_quoted <= ttl) {
        return static_cast<std::uint8_t>(ttl - *answer.ttl_quoted + 1);
    }
    if (!answer.reply_ttl) return ttl;
    const int left = *answer.reply_ttl;
    const int initial = left <= 64 ? 64 : left <= 128 ? 128 : 255;
    return static_cast<std::uint8_t>(std::min<int>(initial - left + 1, ttl));
}

}  // namespace

trace_state::trace_state(const trace_setup& setup, trace_storage storage)
    : setup_(setup),
      plan_(plan_for(setup)),
      hops_(std::move(storage.hops)),
      probes_(std::move(storage.probes)),
      replies_(std::move(storage.replies)),
      first_open_(setup.options.first_ttl),
      first_unclosed_(setup.options.first_ttl),
      last_query_at_(setup.started_at) {
    hops_.assign(static_cast<std::size_t>(setup.options.max_ttl - setup.options.first_ttl + 1), {});
    probes_.clear();
    replies_.clear();
    count_missing();
}

std::uint16_t trace_state::hand_out_probe(std::uint16_t sequence) {
    probe_record probe;
    probe.sequence = sequence;
    const std::uint8_t end = end_ttl(path_, setup_.options);
    if (const auto plan = std::visit([end](auto& strategy) { return strategy.next(end); }, plan_)) {
        probe.ttl = plan->ttl;
        probe.query = plan->query;
        if (probe.query > 0) {
            ++hop(plan->ttl).handed;
            // Where probes are asked for one by one, they are numbered in that order.
            if (setup_.frugal || setup_.survey) probe.query = hop(plan->ttl).handed;
            ++hop(plan->ttl).awaited;
            ++awaited_;
        }
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
    if (probe.state == probe_state::refused || (closed(probe.ttl) && probe.query > 0)) return;
    if (probe.state == probe_state::handed) {
        probe.state = probe_state::in_flight;
        ++sent_;
    }
    probe.sent_at = at;
    probe.sent_stamp = source;
    if (probe.query > 0) hop(probe.ttl).last_sent = at;
    if (probe.query == 1) last_query_at_ = std::max(last_query_at_, at);
}

void trace_state::probe_refused(std::uint16_t index, boost::system::error_code error) {
    probe_record& probe = probes_[index];
    if (probe.state != probe_state::handed) return;
    probe.state = probe_state::refused;
    probe.send_error = error;
    advice_due_ = true;
    if (probe.size > 0) {
        mtu_->too_big({probe.ttl, probe.size}, std::nullopt, std::nullopt);
    } else if (probe.query == 0) {
        std::get<survey>(plan_).scout_told(std::nullopt);
    } else {
        answer_no_longer_awaited(probe.ttl);
        move_horizon();
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
    if (probe.query == 0) return hear_scout(probe, at, answer);
    if (closed(probe.ttl)) return answer_verdict::late;
    if (probe.state == probe_state::in_flight) answer_no_longer_awaited(probe.ttl);
    probe.state = probe_state::answered;
    probe.received_at = at;
    probe.answer = static_cast<std::uint16_t>(replies_.size());
    replies_.push_back(std::move(answer));
    learn(probe.ttl, std::max(duration::zero(), at - probe.sent_at), replies_.back());
    return answer_verdict::fresh;
}

answer_verdict trace_state::hear_scout(probe_record& probe, time_point at, const reply& answer) {
    const bool in_time = probe.state == probe_state::in_flight;
    probe.state = probe_state::answered;
    probe.received_at = at;
    ++uncounted_replies_;
    if (!in_time) return answer_verdict::late;
    const duration rtt = std::max(duration::zero(), at - probe.sent_at);
    path_.target_answers = answer.arrived;
    if (answer.kind != reply_kind::time_exceeded) path_.end_rtt = std::max(path_.end_rtt, rtt);
    path_.slowest = std::max(path_.slowest, rtt);
    hurry_ = true;
    std::get<survey>(plan_).scout_told(distance_told(answer, probe.ttl));
    return answer_verdict::fresh;
}

// Until the end is known, what was heard may show that it is farther away.
void trace_state::move_horizon() {
    auto* plan = std::get_if<survey>(&plan_);
    if (!plan || path_.distance || path_.barrier) return;
    plan->heard_up_to(path_.last_answered.value_or(static_cast<std::uint8_t>(setup_.options.first_ttl - 1)),
                      awaited_ == 0);
}

void trace_state::answer_no_longer_awaited(int ttl) {
    --hop(ttl).awaited;
    --awaited_;
}

answer_verdict trace_state::learn_mtu(probe_record& probe, time_point at, const reply& answer) {
    if (probe.state == probe_state::overdue) return answer_verdict::late;
    probe.state = probe_state::answered;
    probe.received_at = at;
    ++uncounted_replies_;
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
    hurry_ = hurry_ || !path_.last_answered || hop(ttl).awaited > 0;
    learn_hop(ttl, rtt);
    path_.slowest = std::max(path_.slowest, rtt);
    path_.last_answered = std::max(path_.last_answered.value_or(0), ttl);
    if (answer.kind != reply_kind::time_exceeded) learn_end(ttl, rtt, answer);
    move_horizon();
}

// Hops before the end without any answer.
void trace_state::count_missing() {
    const auto known =
        std::span{hops_}.first(static_cast<std::size_t>(end_ttl(path_, setup_.options) - setup_.options.first_ttl + 1));
    path_.missing = static_cast<std::uint8_t>(
        std::count_if(known.begin(), known.end(), [](const hop_evidence& hop) { return hop.answers == 0; }));
}

void trace_state::learn_hop(int ttl, duration rtt) {
    hop_evidence& hop = this->hop(ttl);
    if (hop.answers == 0) {
        if (ttl <= end_ttl(path_, setup_.options)) --path_.missing;
        if (setup_.frugal || setup_.survey) hop.further = static_cast<std::uint8_t>(setup_.options.queries - 1);
        advice_due_ = advice_due_ || hop.further > 0;
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
    count_missing();
    hurry_ = true;
    advice_due_ = true;
}

time_point trace_state::deadline(const probe_record& probe) const {
    if (probe.size > 0) return probe.sent_at + patience_with_sizes(path_, setup_.options, setup_.numbers);
    if (probe.query == 0) return probe.sent_at + std::min(setup_.scout_wait, setup_.options.wait);
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
        if (probe.state != probe_state::in_flight || (probe.ttl > end && probe.query > 0)) continue;
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
        if (probe.query == 0) {
            std::get<survey>(plan_).scout_told(std::nullopt);
            continue;
        }
        answer_no_longer_awaited(probe.ttl);
        path_.loss = path_.loss || hop(probe.ttl).answers > 0;
    }
    while (oldest_ < probes_.size() && !waiting(probes_[oldest_].state)) ++oldest_;
    suspect_limits();
    plan_retries();
    plan_retries_of_limited(now);
    move_horizon();
    advice_due_ = true;
}

// Among many traces it is the crowd that knows about limits and loss.
void trace_state::suspect_limits() {
    if (setup_.frugal || setup_.survey) return;
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
    if (setup_.frugal || setup_.survey) return;
    // Behind the last answer it is more than loss that makes the hops silent.
    const int end = std::min(end_ttl(path_, setup_.options), path_.last_answered.value_or(0));
    for (int ttl = first_open_; ttl <= end; ++ttl) {
        if (!settled(ttl) || !worth_retrying(path_, hop(ttl), setup_.numbers)) continue;
        retry(ttl);
    }
}

void trace_state::plan_retries_of_limited(time_point now) {
    if (!limits_pending_ || now < *limits_refilled_at_) return;
    limits_pending_ = false;
    for (int ttl = first_open_; ttl <= end_ttl(path_, setup_.options); ++ttl) {
        // Queries that are still to come will tell as much.
        if (hop(ttl).answers == 0 && asked_all(ttl)) retry(ttl);
    }
}

void trace_state::retry(int ttl) {
    send_again(ttl, setup_.options.queries + ++hop(ttl).retries);
}

void trace_state::send_again(int ttl, int query) {
    std::visit([&](auto& plan) { plan.again(static_cast<std::uint8_t>(ttl), static_cast<std::uint8_t>(query)); },
               plan_);
}

bool trace_state::settled(int ttl) const {
    if (hop(ttl).awaited > 0 || !asked_all(ttl)) return false;
    return !to_be_asked_alone(ttl) && !(limits_pending_ && hop(ttl).answers == 0);
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
    if (unmarked_.empty() && !alone_) return;
    const int end = end_ttl(path_, setup_.options);
    const auto under_way = [end](const probe_record& probe) { return waiting(probe.state) && probe.ttl <= end; };
    const bool busy = has_probe_to_send() || std::ranges::any_of(std::span{probes_}.subspan(oldest_), under_way);
    if (busy || limits_pending_) return;
    for (int ttl = first_open_; ttl <= end; ++ttl) {
        if (!to_be_asked_alone(ttl)) continue;
        ++hop(ttl).asked_alone;
        alone_ = static_cast<std::uint16_t>(probes_.size());
        return retry(ttl);
    }
}

bool trace_state::complete(int ttl) const {
    const bool known = hop(ttl).answers > 0 ? hop(ttl).further == 0 : hop(ttl).verdict != hop_verdict::open;
    return known && settled(ttl);
}

int trace_state::last_answered() const {
    const int answered = path_.last_answered.value_or(static_cast<std::uint8_t>(setup_.options.first_ttl - 1));
    return std::min<int>(answered, end_ttl(path_, setup_.options));
}

const boost::asio::ip::address* trace_state::router_at(int ttl) const {
    const hop_evidence& here = hop(ttl);
    if (here.answers > 0) {
        const reply& first = replies_[here.first_answer];
        return first.kind == reply_kind::time_exceeded ? &first.responder : nullptr;
    }
    const auto found = std::ranges::find(inferred_, ttl, &std::pair<int, boost::asio::ip::address>::first);
    return found == inferred_.end() ? nullptr : &found->second;
}

bool trace_state::unexplained(int ttl) const {
    return hop(ttl).answers == 0 && hop(ttl).verdict == hop_verdict::open && settled(ttl);
}

void trace_state::explain(int ttl, hop_verdict verdict, const boost::asio::ip::address& router) {
    hop(ttl).verdict = verdict;
    if (verdict == hop_verdict::inferred) inferred_.emplace_back(ttl, router);
}

void trace_state::ask_again(int ttl) {
    ++hop(ttl).questions;
    retry(ttl);
}

bool trace_state::wants_further(int ttl) const {
    return hop(ttl).further > 0 && settled(ttl);
}

void trace_state::ask_further(int ttl) {
    send_again(ttl, setup_.options.queries - --hop(ttl).further);
}

std::optional<std::uint8_t> trace_state::leads_on() const {
    const auto* plan = std::get_if<survey>(&plan_);
    if (!plan || !setup_.options.stop_set) return std::nullopt;
    for (int ttl = setup_.options.first_ttl; ttl <= setup_.options.max_ttl; ++ttl) {
        if (!probed(ttl)) continue;
        const auto lowest = static_cast<std::uint8_t>(ttl);
        return plan->leads_on(lowest) && hop(ttl).awaited == 0 ? std::optional{lowest} : std::nullopt;
    }
    return std::nullopt;
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
    if (path_.loop || path_.distance || path_.barrier || path_.target_answers) return;
    const int loop_rounds = setup_.numbers.loop_rounds;
    for (int period = 1; ttl - (loop_rounds - 1) * period >= setup_.options.first_ttl; ++period) {
        int round = 1;
        while (round < loop_rounds && same_responder(ttl, ttl - round * period)) ++round;
        if (round < loop_rounds) continue;
        path_.loop = static_cast<std::uint8_t>(ttl);
        return count_missing();
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
