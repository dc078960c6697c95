#include "trace_account.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tracerouter::sim {

namespace {
/// One where there is loss, one where limits on errors may have been used up, two where other traces make it likely.
constexpr std::size_t most_retries = 4;
}  // namespace

trace_account::trace_account(const sim::route& route, time_point now, complaint_sink complain)
    : route_(route), started_at_(now), active_at_(now), complain_(std::move(complain)) {}

void trace_account::handed_out(std::size_t index, const datagram& probe, time_point now) {
    active_at_ = std::max(active_at_, now);
    if (index != probes_.size()) complain("probes are not numbered in the order they are handed out");
    const std::optional<seen_probe> seen = read_probe(probe.bytes);
    if (!seen) return complain("malformed probe");
    const trace_options& options = route_.options;
    if (seen->destination != route_.target || probe.destination != boost::asio::ip::address{route_.target}) {
        complain("probe to a wrong address");
    }
    if (seen->ttl < options.first_ttl || seen->ttl > options.max_ttl) complain("TTL outside the options");
    if (seen->ttl > certain_distance_.value_or(options.max_ttl)) complain("probe beyond the known end of the path");
    if (closed(seen->ttl)) complain("probe for a closed hop");
    if (seen->tos != options.tos || seen->size != packet_size_of(options, false) ||
        seen->dont_fragment != options.dont_fragment) {
        complain("probe does not look as the options say");
    }
    if (seen->checksum != cookie_.value_or(seen->checksum)) complain("flow is not constant");
    cookie_ = seen->checksum;
    probe_account account;
    account.ttl = seen->ttl;
    // A volley begins with the lowest TTL.
    // Sweeps come to the highest TTL from the one before it or not at all. What goes there alone measures the distance.
    const bool leaps = std::ranges::none_of(probes_, [&](const auto& one) { return one.ttl + 1 >= options.max_ttl; });
    const bool may_leap = index == 0 || options.stop_set;
    account.of_distance = may_leap && leaps && seen->ttl == options.max_ttl && options.max_ttl > options.first_ttl;
    probes_.push_back(account);
}

void trace_account::sent(std::size_t index, const sent_stamp& stamp, time_point now) {
    active_at_ = std::max(active_at_, now);
    probe_account& probe = probes_.at(index);
    if (closed(probe.ttl) && !probe.of_distance) return;
    probe.fate = probe_fate::sent;
    probe.sent_at = stamp.at;
    probe.sent_source = stamp.source;
}

void trace_account::refused(std::size_t index, time_point now) {
    active_at_ = std::max(active_at_, now);
    probes_.at(index).fate = probe_fate::refused;
}

bool trace_account::answered(std::size_t index, const reply& told, const received_datagram& datagram, time_point now) {
    active_at_ = std::max(active_at_, now);
    probe_account& probe = probes_.at(index);
    if (probe.fate != probe_fate::sent) return false;
    if (probe.answer) {
        ++duplicates_;
    } else if (probe.of_distance) {
        probe.answer = told;
        learn_from_distance_probe(told);
    } else if (closed(probe.ttl)) {
        ++missed_;
    } else {
        probe.answer = told;
        probe.answer->received_stamp = datagram.source;
        probe.answered_at = datagram.at;
        probe.order = answers_++;
        learn(probe.ttl, told);
    }
    return true;
}

void trace_account::cancelled(time_point now) {
    active_at_ = std::max(active_at_, now);
    cancelled_ = true;
}

void trace_account::learn(std::uint8_t ttl, const reply& told) {
    last_answered_ = std::max(last_answered_.value_or(0), ttl);
    if (told.kind == reply_kind::echo_reply) {
        certain_distance_ = std::min(certain_distance_.value_or(ttl), ttl);
    } else if (refuses(told)) {
        claims_.push_back({ttl, told.responder, told.arrived});
    } else {
        passed_ = std::max(passed_, ttl);
    }
}

void trace_account::learn_from_distance_probe(const reply& told) {
    if (!refuses(told)) {
        passed_ = route_.options.max_ttl;
    } else {
        claims_.push_back({0, told.responder, told.arrived});
    }
}

// A link that the probe fits through refuses nothing.
bool trace_account::refuses(const reply& told) const {
    return is_refusal(told.kind) && (!told.mtu || *told.mtu < packet_size_of(route_.options, false));
}

// Void: a probe with a higher TTL has gone its way, or a hop behind it has been shown.
bool trace_account::void_of_effect(const claim& one) const {
    return one.ttl < passed_ || one.ttl + 1U < first_ttl() + closed_.size();
}

// Of those of whom not all is void, whoever speaks of TTLs as high as where the last one begins to speak stands for the
// end, and of these the one with the lowest TTL.
std::optional<trace_account::claim> trace_account::believed_claim() const {
    struct voice {
        int highest = 0;
        std::optional<claim> first;
    };
    std::map<boost::asio::ip::address, voice> voices;
    for (const claim& one : claims_) {
        voice& by = voices[one.responder];
        by.highest = std::max<int>(by.highest, one.ttl == 0 ? UINT8_MAX : one.ttl);
        if (one.ttl == 0 || void_of_effect(one)) continue;
        if (!by.first || one.ttl < by.first->ttl) by.first = one;
    }
    int last_begins = 0;
    for (const auto& [responder, by] : voices) {
        if (by.first || by.highest == UINT8_MAX)
            last_begins = std::max<int>(last_begins, by.first ? by.first->ttl : UINT8_MAX);
    }
    std::optional<claim> believed;
    for (const auto& [responder, by] : voices) {
        if (!by.first || by.highest < last_begins) continue;
        if (!believed || by.first->ttl < believed->ttl) believed = by.first;
    }
    return believed;
}

bool trace_account::stands_for_the_target(const boost::asio::ip::address& responder) const {
    const std::optional<claim> believed = believed_claim();
    const bool nearest = believed && believed->ttl <= certain_distance_.value_or(UINT8_MAX);
    return nearest && believed->arrived && believed->responder == responder;
}

std::optional<std::uint8_t> trace_account::distance() const {
    const std::optional<claim> believed = believed_claim();
    if (!believed || !believed->arrived) return certain_distance_;
    return std::min(believed->ttl, certain_distance_.value_or(believed->ttl));
}

std::optional<std::uint8_t> trace_account::barrier() const {
    const std::optional<claim> believed = believed_claim();
    return believed && !believed->arrived ? std::optional{believed->ttl} : std::nullopt;
}

void trace_account::hop_closed(const hop_result& hop) {
    if (hop.ttl != first_ttl() + closed_.size()) complain("hops do not come by growing TTL without holes");
    if (hop.ttl > end_ttl()) complain("a hop beyond the end of the path is shown");
    check_hop(hop);
    closed_.push_back(hop);
}

void trace_account::check_hop(const hop_result& hop) const {
    std::vector<const probe_account*> accounts;
    for (const probe_account& probe : probes_) {
        if (probe.ttl == hop.ttl && !probe.of_distance) accounts.push_back(&probe);
    }
    const bool answered =
        std::any_of(accounts.begin(), accounts.end(), [](const auto* probe) { return probe->answer; });
    if (answered != (hop.state == hop_state::answered)) complain("wrong state of a hop");
    if (hop.inferred_address.has_value() != (hop.state == hop_state::inferred)) complain("inferred without an address");
    const std::size_t queries = route_.options.queries;
    if (hop.probes.size() < queries || hop.probes.size() > queries + most_retries) {
        complain("wrong number of probes of a hop");
    }

    // Probes that were handed out come in that order; between and behind them, those never handed out.
    auto account = accounts.begin();
    for (std::size_t index = 0; index < hop.probes.size(); ++index) {
        const probe_result& probe = hop.probes[index];
        if (probe.query != index + 1) complain("queries are not numbered from 1");
        const bool handed_out = account != accounts.end() &&
                                (probe.status != probe_status::unsent || (*account)->fate == probe_fate::handed_out);
        if (handed_out) check_probe(hop, probe, **account++);
    }
    if (account != accounts.end()) complain("a probe is missing in its hop");
}

void trace_account::check_probe(const hop_result& hop, const probe_result& probe, const probe_account& account) const {
    const probe_status expected = account.fate == probe_fate::handed_out ? probe_status::unsent
                                  : account.fate == probe_fate::refused  ? probe_status::send_failed
                                  : account.answer                       ? probe_status::replied
                                                                         : probe_status::timeout;
    if (probe.status != expected) complain("wrong status of a probe at TTL " + std::to_string(hop.ttl));
    if (probe.reply.has_value() != (expected == probe_status::replied)) complain("a reply where none belongs");
    if (probe.send_error.failed() != (expected == probe_status::send_failed)) complain("a send error that is wrong");
    const bool left = expected == probe_status::replied || expected == probe_status::timeout;
    if (probe.sent_after.has_value() != left) complain("a time of sending where none belongs, or none");
    if (probe.reply && account.answer) check_reply(hop, probe, account);
}

void trace_account::check_reply(const hop_result& hop, const probe_result& probe, const probe_account& account) const {
    reply expected = *account.answer;
    expected.rtt = std::max(duration::zero(), account.answered_at - account.sent_at);
    expected.sent_stamp = account.sent_source;
    expected.late = probe.reply->late;
    if (is_refusal(expected.kind) && expected.arrived) expected.arrived = stands_for_the_target(expected.responder);
    if (probe.sent_after != std::max(duration::zero(), account.sent_at - started_at_))
        complain("wrong time of sending");
    if (*probe.reply != expected) {
        complain("TTL " + std::to_string(hop.ttl) + " query " + std::to_string(probe.query) +
                 " shows what did not answer it: " + probe.reply->responder.to_string() + " instead of " +
                 expected.responder.to_string() + ", " + std::to_string(probe.reply->rtt.count()) + " ns instead of " +
                 std::to_string(expected.rtt.count()));
    }
}

void trace_account::finished(const trace_result& result, time_point now) const {
    if (result.hops != closed_) complain("the hops of the result are not those announced");
    if (result.address != boost::asio::ip::address{route_.target}) complain("wrong address in the result");
    if (result.elapsed != std::max(duration::zero(), now - started_at_)) complain("wrong duration");
    check_counts(result);
    check_end(result);
    check_clock(result);
}

void trace_account::check_counts(const trace_result& result) const {
    const auto sent =
        std::count_if(probes_.begin(), probes_.end(), [](const auto& probe) { return probe.fate == probe_fate::sent; });
    const auto answers = std::count_if(probes_.begin(), probes_.end(), [](const auto& probe) { return probe.answer; });
    if (result.probes_sent != sent) complain("wrong count of probes sent");
    if (result.replies != answers) complain("wrong count of replies");
    if (result.duplicates != duplicates_) complain("wrong count of duplicates");

    // Whether an answer came in time is for engine/end_rules to say; the count must agree with what is shown.
    std::uint32_t shown = 0;
    std::uint32_t late = missed_;
    for (const hop_result& hop : result.hops) {
        for (const probe_result& probe : hop.probes) {
            shown += probe.reply ? 1U : 0U;
            late += probe.reply && probe.reply->late ? 1U : 0U;
        }
    }
    if (result.late < late || result.late > late + (result.replies - shown)) complain("wrong count of late replies");
}

void trace_account::check_end(const trace_result& result) const {
    if (result.reached != distance().has_value() || result.distance != distance()) complain("wrong distance");
    if (result.stop != expected_stop(result)) {
        complain("stopped for the wrong reason: " + std::to_string(static_cast<int>(result.stop)) + " instead of " +
                 std::to_string(static_cast<int>(expected_stop(result))));
    }
    const bool ends = result.stop == stop_reason::destination || result.stop == stop_reason::unreachable;
    if (ends && (result.hops.empty() || result.hops.back().ttl != end_ttl())) complain("hops do not reach the end");
    if (result.stop == stop_reason::interrupted || ends) return;
    const std::size_t silent = result.hops.size() + first_ttl() - 1 - last_answered_.value_or(first_ttl() - 1);
    if (result.stop == stop_reason::gap && silent != result.options.gap_limit) complain("gap of the wrong length");
    if (result.stop == stop_reason::max_hops && result.hops.back().ttl != route_.options.max_ttl) {
        complain("hops do not reach the highest TTL");
    }
}

stop_reason trace_account::expected_stop(const trace_result& result) const {
    // A cancelled trace may have come to its own end in the same moment.
    if (cancelled_ && result.stop == stop_reason::interrupted) return stop_reason::interrupted;
    const bool refused = std::all_of(probes_.begin(), probes_.end(),
                                     [](const auto& probe) { return probe.fate == probe_fate::refused; });
    if (refused) return stop_reason::send_failed;
    if (distance()) return stop_reason::destination;
    if (barrier()) return stop_reason::unreachable;
    if (ends_in_loop()) return stop_reason::loop;
    const std::size_t answered = last_answered_.value_or(first_ttl() - 1);
    return route_.options.max_ttl - answered >= result.options.gap_limit ? stop_reason::gap : stop_reason::max_hops;
}

// Three times the same router at equal distances, the third time at the last hop shown.
bool trace_account::ends_in_loop() const {
    const int last = static_cast<int>(first_ttl() + closed_.size()) - 1;
    const auto third = first_responder(last);
    for (int period = 1; last - 2 * period >= static_cast<int>(first_ttl()); ++period) {
        if (third && first_responder(last - period) == third && first_responder(last - 2 * period) == third)
            return true;
    }
    return false;
}

std::optional<boost::asio::ip::address> trace_account::first_responder(int ttl) const {
    const probe_account* first = nullptr;
    for (const probe_account& probe : probes_) {
        if (probe.ttl != ttl || !probe.answer || probe.of_distance) continue;
        if (!first || probe.order < first->order) first = &probe;
    }
    if (!first) return std::nullopt;
    return first->answer->responder;
}

void trace_account::check_clock(const trace_result& result) const {
    bool exact = result.replies > 0;
    for (const hop_result& hop : result.hops) {
        for (const probe_result& probe : hop.probes) {
            exact = exact && (!probe.reply || (probe.reply->sent_stamp == stamp_source::kernel &&
                                               probe.reply->received_stamp == stamp_source::kernel));
        }
    }
    if (result.clock != (exact ? stamp_source::kernel : stamp_source::process)) complain("wrong clock");
}

void trace_account::complain(const std::string& what) const {
    complain_("trace of " + route_.target.to_string() + ": " + what);
}

}  // namespace tracerouter::sim
