#include "engine/trace_state.hpp"

#include <algorithm>
#include <utility>

#include "engine/way_back.hpp"
#include "packet/extensions.hpp"

namespace tracerouter::engine {

namespace {

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
    return static_cast<std::uint8_t>(std::min<int>(hops_of_way_back(*answer.reply_ttl), ttl));
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
        probe.purpose = plan->purpose;
        if (probe.of_hop()) {
            ++hop(plan->ttl).handed;
            // Where probes are asked for one by one, they are numbered in that order.
            if (setup_.frugal || setup_.survey) probe.query = hop(plan->ttl).handed;
            ++hop(plan->ttl).awaited;
            ++awaited_;
        }
    } else if (search_ && search_->has_next(end)) {
        probe.ttl = search_->next(static_cast<std::uint16_t>(probes_.size()));
        probe.purpose = probe_purpose::responder;
    } else {
        const sized_probe sized = mtu_.value().next();
        probe.ttl = sized.ttl;
        probe.size = sized.size;
        probe.purpose = probe_purpose::size;
    }
    probes_.push_back(probe);
    return static_cast<std::uint16_t>(probes_.size() - 1);
}

answer_verdict trace_state::probe_answered(std::uint16_t index, time_point at, reply&& answer) {
    if (index >= probes_.size()) return answer_verdict::untimely;
    probe_record& probe = probes_[index];
    if (probe.state == probe_state::handed && probe.resent > 0) let_go(index);
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
    switch (probe.purpose) {
        case probe_purpose::hop: break;
        case probe_purpose::distance: return hear_scout(probe, at, answer);
        case probe_purpose::size: return learn_mtu(probe, at, answer);
        case probe_purpose::responder: return hear_searching(index, at, std::move(answer));
    }
    if (closed(probe.ttl)) return answer_verdict::late;
    if (probe.state == probe_state::in_flight) answer_no_longer_awaited(probe.ttl);
    take_answer(index, at, std::move(answer));
    return answer_verdict::fresh;
}

void trace_state::take_answer(std::uint16_t index, time_point at, reply&& answer) {
    probe_record& probe = probes_[index];
    probe.state = probe_state::answered;
    probe.received_at = at;
    probe.answer = static_cast<std::uint16_t>(replies_.size());
    replies_.push_back(std::move(answer));
    extension_octets_ += packet::extension_octets(replies_.back());
    learn(probe.ttl, std::max(duration::zero(), at - probe.sent_at), replies_.back());
}

answer_verdict trace_state::hear_scout(probe_record& probe, time_point at, const reply& answer) {
    const bool in_time = probe.state == probe_state::in_flight;
    probe.state = probe_state::answered;
    probe.received_at = at;
    ++uncounted_replies_;
    learn_end_from_scout(probe.ttl, answer);
    if (!in_time) return answer_verdict::late;
    const duration rtt = std::max(duration::zero(), at - probe.sent_at);
    path_.target_answers = answer.arrived;
    if (answer.kind != reply_kind::time_exceeded) path_.end_rtt = std::max(path_.end_rtt, rtt);
    path_.slowest = std::max(path_.slowest, rtt);
    hurry_ = true;
    std::get<survey>(plan_).scout_told(distance_told(answer, probe.ttl));
    suspect_limits(at);
    move_horizon();
    return answer_verdict::fresh;
}

// Until the end is known, what was heard may show that it is farther away.
void trace_state::move_horizon() {
    auto* plan = std::get_if<survey>(&plan_);
    const bool ends = path_.distance || path_.barrier;
    if (!plan || (ends && !path_.in_doubt)) return;
    plan->heard_up_to(path_.last_answered.value_or(static_cast<std::uint8_t>(setup_.options.first_ttl - 1)),
                      awaited_ == 0 && !limits_pending_);
}

// Further queries of a hop are asked for once those before are answered. Nothing else may come to say so: probes beyond
// the end, whose deadlines nobody waits for, may be awaited for ever.
void trace_state::answer_no_longer_awaited(int ttl) {
    --hop(ttl).awaited;
    --awaited_;
    advice_due_ = advice_due_ || wants_further(ttl);
}

answer_verdict trace_state::learn_mtu(probe_record& probe, time_point at, const reply& answer) {
    if (probe.state == probe_state::overdue) return answer_verdict::late;
    probe.state = probe_state::answered;
    probe.received_at = at;
    ++uncounted_replies_;
    const sized_probe sized{probe.ttl, probe.size};
    const bool too_big = says_too_big(answer, probe.size);
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
        // Who does not say which probe was answered does not say which size arrived.
        const auto here = static_cast<std::uint8_t>(ttl);
        if (hop(ttl).answers > 0 && !(search_ && search_->found_at(here))) answering.push_back(here);
    }
    const bool ipv6 = setup_.target.is_v6();
    mtu_.emplace(answering, packet_size_of(setup_.options, ipv6), setup_.link_mtu,
                 ipv6 ? mtu_search::least_mtu_v6 : mtu_search::least_mtu_v4);
}

void trace_state::learn(std::uint8_t ttl, duration rtt, const reply& answer) {
    hurry_ = hurry_ || !path_.last_answered || hop(ttl).awaited > 0;
    learn_hop(ttl, rtt);
    path_.slowest = std::max(path_.slowest, rtt);
    path_.last_answered = std::max(path_.last_answered.value_or(0), ttl);
    learn_end(ttl, rtt, answer);
    move_horizon();
}

// Hops before the end without any answer.
void trace_state::count_missing() {
    const auto known = std::span{hops_}.first(
        static_cast<std::size_t>(likely_end_ttl(path_, setup_.options) - setup_.options.first_ttl + 1));
    path_.missing = static_cast<std::uint8_t>(
        std::count_if(known.begin(), known.end(), [](const hop_evidence& hop) { return hop.answers == 0; }));
}

void trace_state::learn_hop(int ttl, duration rtt) {
    hop_evidence& hop = this->hop(ttl);
    if (hop.answers == 0) {
        if (ttl <= likely_end_ttl(path_, setup_.options)) --path_.missing;
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

time_point trace_state::deadline(const probe_record& probe) const {
    return probe.sent_at + wait_for(probe) + wait_to_leave(probe);
}

duration trace_state::wait_for(const probe_record& probe) const {
    switch (probe.purpose) {
        case probe_purpose::hop: break;
        case probe_purpose::distance: return std::min(setup_.numbers.silent_target_floor, setup_.options.wait);
        case probe_purpose::size: return patience_with_sizes(path_, setup_.options, setup_.numbers);
        case probe_purpose::responder:
            return patience_with_known(path_, search_->spread_before(), setup_.options, setup_.numbers);
    }
    const bool beyond = path_.in_doubt && !path_.certain_distance && probe.ttl > likely_end_ttl(path_, setup_.options);
    const duration wait = beyond ? patience_in_doubt(path_, setup_.options, setup_.numbers)
                                 : patience(path_, hop(probe.ttl), setup_.options, setup_.numbers);
    // A probe for limits that may have refilled, where nothing has answered, prolongs nothing.
    const bool extra = hop(probe.ttl).retries > 0 && probe.sent_at > last_query_at_;
    if (!extra || path_.slowest > duration::zero()) return wait;
    const time_point latest = last_query_at_ + std::max(setup_.options.wait, 2 * setup_.numbers.limit_refill);
    return std::min(wait, latest - probe.sent_at);
}

std::optional<time_point> trace_state::next_deadline() const {
    const std::uint8_t end = end_ttl(path_, setup_.options);
    std::optional<time_point> earliest;
    if (limits_pending_) earliest = limits_refilled_at_;
    if (search_ && search_->waits_until()) earliest = search_->waits_until();
    if (const std::optional<time_point> due = silence_due()) earliest = due;
    for (const probe_record& probe : std::span{probes_}.subspan(oldest_)) {
        if (probe.state != probe_state::in_flight || (probe.ttl > end && probe.of_hop())) continue;
        const time_point due = deadline(probe);
        if (!earliest || due < *earliest) earliest = due;
    }
    return earliest;
}

void trace_state::expire(time_point now, const host_trouble& host) {
    for (std::size_t index = oldest_; index < probes_.size(); ++index) {
        probe_record& probe = probes_[index];
        if (probe.state != probe_state::in_flight || deadline(probe) > now) continue;
        if (excused(static_cast<std::uint16_t>(index), now, host)) continue;
        probe.state = probe_state::overdue;
        tell_overdue(probe);
    }
    while (oldest_ < probes_.size() && !under_way(probes_[oldest_].state)) ++oldest_;
    judge_end();
    if (search_) search_->pass(now);
    suspect_limits(now);
    plan_retries();
    plan_retries_of_limited(now);
    move_horizon();
    advice_due_ = true;
}

void trace_state::tell_overdue(const probe_record& probe) {
    switch (probe.purpose) {
        case probe_purpose::hop:
            answer_no_longer_awaited(probe.ttl);
            path_.loss = path_.loss || hop(probe.ttl).answers > 0;
            return;
        case probe_purpose::distance: return std::get<survey>(plan_).scout_told(std::nullopt);
        case probe_purpose::size: return mtu_->lost({probe.ttl, probe.size});
        case probe_purpose::responder: return;  // the search itself counts what it has heard
    }
}

void trace_state::pass_complete_hops() {
    while (!hops_known() && complete(first_open_)) ++first_open_;
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

bool trace_state::spent() const {
    if (probes_.size() < most_probes) return false;
    const std::uint8_t end = end_ttl(path_, setup_.options);
    return std::ranges::none_of(std::span{probes_}.subspan(oldest_), [end](const probe_record& probe) {
        return under_way(probe.state) && (probe.ttl <= end || !probe.of_hop());
    });
}

void trace_state::interrupt() {
    interrupted_ = true;
    const int answered = path_.last_answered.value_or(static_cast<std::uint8_t>(setup_.options.first_ttl - 1));
    path_.in_doubt = false;
    const int last = std::min<int>(answered, end_ttl(path_, setup_.options));
    first_open_ = std::max(first_open_, last + 1);
}

}  // namespace tracerouter::engine
