#include "multipath/path_search.hpp"

#include <algorithm>

#include "multipath/path_report.hpp"

namespace tracerouter::multipath {

namespace {

/// A router that balances packets over two ways sends so many the same way once in 512 times.
constexpr int packets_of_a_test = 10;
/// One answer in so many need not be waited for.
constexpr std::size_t enough_answers = 8;

std::uint32_t key_of(const question& asked) {
    return std::uint32_t{asked.flow} << 8 | asked.ttl;
}

}  // namespace

// The first path is under way at all TTLs.
path_search::path_search(const settings& chosen)
    : chosen_(chosen), answered_to_(static_cast<std::uint8_t>(chosen.first_ttl - 1)) {
    table_.add_flow();
    for (int ttl = chosen.first_ttl; ttl <= chosen.max_ttl; ++ttl)
        table_.at(0, static_cast<std::uint8_t>(ttl)).is = cell::state::asked;
}

bool path_search::met(std::uint8_t ttl, const boost::asio::ip::address& responder, bool last) {
    const cell::state known = table_.at(0, ttl).is;
    if (known == cell::state::answered || under_way_.contains(key_of({.flow = 0, .ttl = ttl}))) return false;
    if (known == cell::state::asked) ++first_path_;
    learn(0, ttl, responder, last);
    return true;
}

void path_search::missed(std::uint8_t ttl, time_point now, std::optional<duration> turn) {
    const cell known = table_.at(0, ttl);
    if (known.is != cell::state::asked || under_way_.contains(key_of({.flow = 0, .ttl = ttl}))) return;
    ++first_path_;
    stale_ = true;
    note_lost(0, ttl, now, turn);
}

bool path_search::has_next(time_point now) {
    const bool answered = under_way_.size() <= asked_together_ / enough_answers;
    if (queue_.empty() && ((stale_ && answered) || (due_ && now >= *due_))) plan(now);
    return !queue_.empty();
}

std::optional<question> path_search::next(time_point now) {
    if (!has_next(now)) return std::nullopt;
    const question asked = queue_.front();
    queue_.pop_front();
    if (!known(asked)) table_.at(asked.flow, asked.ttl).is = cell::state::asked;
    round_ = std::max<std::uint16_t>(round_, static_cast<std::uint16_t>(answered_round_ + 1));
    under_way_.emplace(key_of(asked), round_);
    ++sent_;
    flows_ = std::max(flows_, static_cast<std::uint16_t>(asked.flow + 1));
    const auto limit = limited_.find(asked.ttl);
    if (limit != limited_.end()) limit->second.next = now + limit->second.turn;
    return asked;
}

void path_search::answered(const question& asked, const boost::asio::ip::address& responder, bool last) {
    const auto probe = under_way_.find(key_of(asked));
    if (probe == under_way_.end()) return;
    answered_round_ = std::max(answered_round_, probe->second);
    under_way_.erase(probe);
    if (known(asked)) return compare(asked, responder, last);
    learn(asked.flow, asked.ttl, responder, last);
}

void path_search::lost(const question& asked, time_point now, std::optional<duration> turn) {
    come_back(asked);
    if (!known(asked)) note_lost(asked.flow, asked.ttl, now, turn);
}

// What is known is asked once more to see whether the answer stays the same.
bool path_search::known(const question& asked) const {
    return table_.at(asked.flow, asked.ttl).is == cell::state::answered;
}

bool path_search::hop_answers(std::uint8_t ttl) const {
    for (std::uint16_t flow = 0; flow < table_.flows(); ++flow) {
        if (table_.at(flow, ttl).is == cell::state::answered) return true;
    }
    return false;
}

// Where somebody has answered, the first loss is asked again at once: it may be no more than that.
void path_search::note_lost(std::uint16_t flow, std::uint8_t ttl, time_point now, std::optional<duration> turn) {
    cell& known = table_.at(flow, ttl);
    const bool limited = turn && (known.losses > 0 || !hop_answers(ttl));
    known.is = limited ? cell::state::unasked : cell::state::lost;
    if (limited) limited_[ttl] = {now + *turn, *turn};
    if (!limited && known.losses < UINT8_MAX) ++known.losses;
}

void path_search::unsent(const question& asked) {
    come_back(asked);
    if (!known(asked)) table_.at(asked.flow, asked.ttl).is = cell::state::kept;
}

void path_search::come_back(const question& asked) {
    const auto probe = under_way_.find(key_of(asked));
    if (probe != under_way_.end()) under_way_.erase(probe);
    stale_ = true;
}

void path_search::learn(std::uint16_t flow, std::uint8_t ttl, const boost::asio::ip::address& responder, bool last) {
    cell& known = table_.at(flow, ttl);
    known.is = cell::state::answered;
    known.vertex = vertices_.answering(ttl, responder);
    if (last) {
        vertices_[known.vertex].last = true;
        table_.end(flow, ttl);
    }
    answered_to_ = std::max(answered_to_, ttl);
    stale_ = true;
}

// The same flow at the same TTL once more.
void path_search::compare(const question& asked, const boost::asio::ip::address& responder, bool last) {
    const vertex_id said = vertices_.answering(asked.ttl, responder);
    const auto before = static_cast<std::uint8_t>(asked.ttl - 1);
    const vertex_id tested = before < chosen_.first_ttl ? vertex_id{0} : table_.at(asked.flow, before).vertex;
    if (tested == no_vertex || said == table_.at(asked.flow, asked.ttl).vertex) return;
    vertices_[tested].per_packet = true;
    // Each packet goes as a flow of its own would. Nobody asks that flow.
    const std::uint16_t packet = table_.add_flow();
    table_.end(packet, 0);
    table_.at(packet, asked.ttl) = {.vertex = said, .is = cell::state::answered};
    vertices_[said].last = vertices_[said].last || last;
    stale_ = true;
}

path_graph path_search::look() {
    const int last = std::min<int>(chosen_.max_ttl, answered_to_ + 1);
    return {table_, vertices_, chosen_.first_ttl, static_cast<std::uint8_t>(last)};
}

void path_search::plan(time_point now) {
    if (!begun_) begun_ = now;
    stale_ = false;
    due_.reset();
    queue_.clear();
    const path_graph graph = look();
    stopping_points points = points_for(chosen_.wanted.confidence, graph.branchings());
    const std::uint32_t most = chosen_.wanted.max_probes;
    const std::size_t room = most - std::min(most, sent_ + first_path_);
    const plan_limits limits{.most_flows = chosen_.wanted.max_flows,
                             .most_questions = room,
                             .most_at = [this, now](std::uint8_t ttl) { return most_at(ttl, now); }};
    question_plan planned{graph, table_, vertices_, points, limits};
    for (const question& one : planned.make()) queue_.push_back(one);
    plan_tests(graph);
    if (queue_.size() > room) queue_.resize(room);
    asked_together_ = queue_.size() + under_way_.size();
    const bool patient = now < *begun_ + chosen_.patience;
    if (!queue_.empty() || !planned.held_back() || !patient || room == 0) return;
    due_ = *begun_ + chosen_.patience;
    // Where the turn has come already, nothing is wanted.
    for (const auto& [ttl, limit] : limited_) {
        if (limit.next > now) due_ = std::min(*due_, limit.next);
    }
}

// Once two ways on from a router are known. Where packets were already sent different ways before it, nothing is told.
void path_search::plan_tests(const path_graph& graph) {
    for (int ttl = graph.first() - 1; ttl < graph.last(); ++ttl) {
        const auto here = static_cast<std::uint8_t>(ttl);
        if (graph.hop(here).mixed) continue;
        for (const group& one : graph.hop(here).groups) {
            if (one.beyond.size() > 1) test_packets(one, here);
            if (vertices_[one.members[0]].per_packet) test_before(graph, one, here);
        }
    }
}

void path_search::test_packets(const group& one, std::uint8_t ttl) {
    const auto next = static_cast<std::uint8_t>(ttl + 1);
    const auto flow = std::ranges::find_if(
        one.flows, [&](std::uint16_t of) { return table_.at(of, next).is == cell::state::answered; });
    if (flow != one.flows.end()) test(one.members[0], *flow, next);
}

// It may be the one before that sends packets different ways, of whose ways only one has been seen.
void path_search::test_before(const path_graph& graph, const group& one, std::uint8_t ttl) {
    const auto tested = tests_.find(one.members[0]);
    if (ttl < graph.first() || tested == tests_.end()) return;
    const std::uint16_t flow = tested->second.flow;
    const vertex_id before = graph.hop(static_cast<std::uint8_t>(ttl - 1)).at[flow];
    if (before != no_vertex) test(before, flow, ttl);
}

void path_search::test(vertex_id tested, std::uint16_t flow, std::uint8_t next) {
    const bool answers = tested == 0 || vertices_[tested].address;
    if (!answers || vertices_[tested].per_packet) return;
    packet_test& test = tests_.try_emplace(tested, packet_test{.flow = flow}).first->second;
    for (; test.asked < packets_of_a_test; ++test.asked) queue_.push_back({.flow = test.flow, .ttl = next});
}

int path_search::most_at(std::uint8_t ttl, time_point now) const {
    const auto limit = limited_.find(ttl);
    if (limit == limited_.end()) return INT16_MAX;
    if (now >= *begun_ + chosen_.patience || now < limit->second.next) return 0;
    return 1;
}

// Behind a vertex at that TTL.
path_gap path_search::reason_of_gap(const path_graph& graph, std::uint8_t ttl) const {
    if (!finished()) return path_gap::interrupted;
    if (sent_ + first_path_ >= chosen_.wanted.max_probes) return path_gap::probe_limit;
    if (too_wide(graph, ttl)) return path_gap::too_wide;
    if (limited_.contains(static_cast<std::uint8_t>(ttl + 1))) return path_gap::limited;
    return flows_ >= chosen_.wanted.max_flows ? path_gap::flow_limit : path_gap::silent;
}

path_set path_search::result() {
    const path_graph graph = look();
    path_set out = report_of(graph, vertices_, chosen_.wanted.confidence);
    out.options = chosen_.wanted;
    out.rounds = round_;
    out.flows = flows_;
    out.probes_sent = sent_ + first_path_;
    for (path_vertex& one : out.vertices) {
        if (one.gap != path_gap::none) one.gap = reason_of_gap(graph, static_cast<std::uint8_t>(one.ttl));
    }
    return out;
}

}  // namespace tracerouter::multipath
