#include "multipath/path_search.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

#include "multipath/path_report.hpp"

namespace tracerouter::multipath {

namespace {

/// One answer in so many need not be waited for.
constexpr std::size_t enough_answers = 8;
/// Nor is it repeated early, if more than that is awaited of all.
constexpr std::size_t enough_to_repeat = 4;

std::uint32_t key_of(const question& asked) {
    return std::uint32_t{asked.flow} << 8 | asked.ttl;
}

}  // namespace

// The first path is under way at all TTLs.
path_search::path_search(const settings& chosen)
    : chosen_(chosen),
      place_(chosen.others, chosen.kind),
      answered_to_(static_cast<std::uint8_t>(chosen.first_ttl - 1)) {
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

void path_search::told(std::uint8_t ttl, const boost::asio::ip::address& router) {
    if (!place_.settled() && told_.try_emplace(ttl, router).second) stale_ = true;
}

bool path_search::has_next(time_point now) {
    if (!begun_) begun_ = now;
    if (!place_.settled() && (stale_ || (due_ && now >= *due_))) take_over_from_others(now);
    if (!place_.settled()) return false;
    const bool answered = under_way_.size() <= asked_together_ / enough_answers;
    if (!aliases_.begun() && queue_.empty() && ((stale_ && answered) || (due_ && now >= *due_))) plan(now);
    if (aliases_.begun()) return has_next_of_aliases(now);
    if (queue_.empty()) repeat_early(now);
    return !queue_.empty();
}

std::optional<time_point> path_search::due() const {
    const auto repeat = queue_.empty() && !aliases_.begun() ? repeats_.due() : std::nullopt;
    return due_ && repeat ? std::min(*due_, *repeat) : std::max(due_, repeat);
}

// Only where most have answered: else it is a limit, or all are slow.
void path_search::repeat_early(time_point now) {
    const auto settled = [this](const question& of) { return known(of) || !under_way_.contains(key_of(of)); };
    while (const auto late = repeats_.next(now, settled)) {
        const bool most_answered = under_way_.size() <= sent_ / enough_to_repeat;
        const bool answers = answers_at(late->ttl) > 0 && !limits_.contains(late->ttl);
        if (most_answered && answers && queue_.size() < room())
            queue_.push_back({.row = table_.row_of(late->flow), .ttl = late->ttl});
    }
}

std::optional<question> path_search::next(time_point now) {
    if (!has_next(now)) return std::nullopt;
    const question asked = front();
    queue_.pop_front();
    const std::uint32_t key = key_of(asked);
    if (!known(asked) && !under_way_.contains(key)) repeats_.asked(asked, now);
    if (!known(asked)) cell_of(asked).is = cell::state::asked;
    round_ = std::max<std::uint16_t>(round_, static_cast<std::uint16_t>(answered_round_ + 1));
    under_way_.emplace(key, awaited{.round = round_, .asked = now});
    ++sent_;
    flows_ = std::max(flows_, static_cast<std::uint16_t>(asked.flow + 1));
    limits_.asked(asked.ttl, now);
    return asked;
}

void path_search::answered(const question& asked, time_point now, const boost::asio::ip::address& responder, bool last,
                           const std::optional<id_sample>& id) {
    const auto probe = under_way_.find(key_of(asked));
    if (probe == under_way_.end()) return;
    answered_round_ = std::max(answered_round_, probe->second.round);
    // Of one that was repeated nobody knows which probe is answered.
    if (under_way_.count(key_of(asked)) == 1) repeats_.answered(now - probe->second.asked);
    under_way_.erase(probe);
    if (aliases_.begun()) {
        stale_ = true;
        const table_place by{.row = table_.row_of(asked.flow), .ttl = asked.ttl};
        if (id) aliases_.answered(by, vertices_.answering(asked.ttl, responder), *id);
        return;
    }
    if (known(asked)) return compare(asked, responder, last);
    under_way_.erase(key_of(asked));
    learn(table_.row_of(asked.flow), asked.ttl, responder, last);
}

void path_search::lost(const question& asked, time_point now, std::optional<duration> turn) {
    come_back(asked);
    if (turn) aliases_.limited(*turn);
    if (known(asked)) return;
    if (under_way_.contains(key_of(asked))) {
        ++cell_of(asked).losses;  // it was repeated already
    } else {
        note_lost(table_.row_of(asked.flow), asked.ttl, now, turn);
    }
}

// What is known is asked once more to see whether the answer stays the same.
bool path_search::known(const question& asked) const {
    return table_.at(table_.row_of(asked.flow), asked.ttl).is == cell::state::answered;
}

std::size_t path_search::answers_at(std::uint8_t ttl) const {
    std::size_t answers = 0;
    for (std::uint16_t row = 0; row < table_.rows(); ++row)
        answers += table_.at(row, ttl).is == cell::state::answered ? 1 : 0;
    return answers;
}

void path_search::note_lost(std::uint16_t row, std::uint8_t ttl, time_point now, std::optional<duration> turn) {
    cell& known = table_.at(row, ttl);
    const std::size_t answers = answers_at(ttl);
    const bool suspect = turn && (known.losses > 0 || answers == 0);
    const bool limited = suspect && limits_.believes(ttl, answers);
    known.is = limited ? cell::state::unasked : cell::state::lost;
    if (limited) limits_.note(ttl, now, *turn);
    if (!suspect && known.losses < UINT8_MAX) ++known.losses;
}

void path_search::unsent(const question& asked) {
    come_back(asked);
    if (!known(asked)) cell_of(asked).is = cell::state::kept;
}

void path_search::come_back(const question& asked) {
    const auto probe = under_way_.find(key_of(asked));
    if (probe != under_way_.end()) under_way_.erase(probe);
    stale_ = true;
}

void path_search::learn(std::uint16_t row, std::uint8_t ttl, const boost::asio::ip::address& responder, bool last) {
    cell& known = table_.at(row, ttl);
    known.is = cell::state::answered;
    known.vertex = vertices_.answering(ttl, responder);
    if (last) {
        vertices_[known.vertex].last = true;
        table_.end(row, ttl);
    }
    answered_to_ = std::max(answered_to_, ttl);
    stale_ = true;
}

// The same flow at the same TTL once more.
void path_search::compare(const question& asked, const boost::asio::ip::address& responder, bool last) {
    const vertex_id said = vertices_.answering(asked.ttl, responder);
    const auto before = static_cast<std::uint8_t>(asked.ttl - 1);
    const std::uint16_t row = table_.row_of(asked.flow);
    const vertex_id tested = before < chosen_.first_ttl ? vertex_id{0} : table_.at(row, before).vertex;
    if (tested == no_vertex || said == table_.at(row, asked.ttl).vertex) return;
    vertices_[tested].per_packet = true;
    // Each packet goes as a flow of its own would.
    const std::uint16_t packet = table_.add_packet();
    table_.at(packet, asked.ttl) = {.vertex = said, .is = cell::state::answered};
    vertices_[said].last = vertices_[said].last || last;
    stale_ = true;
}

// The first flow may go on to meet others while it waits for another search.
void path_search::take_over_from_others(time_point now) {
    const auto advice = place_.look_up(first_path(), now);
    stale_ = place_.settled();
    due_ = place_.settled() ? std::nullopt : std::optional{place_.due()};
    if (advice) take_over(*advice);
}

// Not whoever lets nobody pass: that may hold for one target only.
std::vector<hop_met> path_search::first_path() const {
    std::vector<hop_met> path;
    for (int ttl = chosen_.first_ttl; ttl <= answered_to_; ++ttl) {
        const auto here = static_cast<std::uint8_t>(ttl);
        const cell known = table_.at(0, here);
        const bool answered = known.is == cell::state::answered;
        if (answered && !vertices_[known.vertex].last)
            path.push_back({.ttl = here, .router = *vertices_[known.vertex].address});
        const auto told = told_.find(here);
        if (!answered && told != told_.end()) path.push_back({.ttl = here, .router = told->second});
    }
    return path;
}

void path_search::take_over(const shared_ways::advice& advice) {
    const auto& all = advice.found->meetings;
    meetings_.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(advice.meeting) + 1);
    taken_over_ = {.up_to = meetings_.back().at.ttl,
                   .confidence = meetings_.back().confidence,
                   .complete = meetings_.back().complete};
    taken_from_ = advice.found->target;
    copy_rows(*advice.found);
}

// Whether routers balance packets was tested there.
void path_search::copy_rows(const found_ways& found) {
    vertices_[0].gap = found.vertices[0].gap;
    for (std::uint16_t from = 0; from < found.flows.rows(); ++from) {
        const std::uint16_t to = table_.add_foreign();
        for (std::uint8_t ttl = chosen_.first_ttl; ttl <= taken_over_.up_to; ++ttl) {
            cell known = found.flows.at(from, ttl);
            if (known.is == cell::state::answered) {
                const vertex& met = found.vertices[known.vertex];
                known.vertex = vertices_.answering(ttl, *met.address);
                vertices_[known.vertex].per_packet = met.per_packet;
                vertices_[known.vertex].gap = met.gap;
                tests_.skip(known.vertex);
            }
            if (known.is == cell::state::answered || final_loss(known)) table_.at(to, ttl) = known;
        }
    }
}

void path_search::tell_others(const path_graph& graph) {
    if (!place_.taken()) return;
    auto found = std::make_shared<found_ways>(found_ways{.target = chosen_.target, .meetings = meetings_});
    completeness sure{graph, vertices_, chosen_.wanted.confidence, taken_over_};
    const auto more = sure.meetings();
    note_gaps(graph, sure);
    found->meetings.insert(found->meetings.end(), more.begin(), more.end());
    if (!found->meetings.empty()) {
        found->flows = table_;
        found->flows.cut(found->meetings.back().at.ttl);
        found->vertices = vertices_;
    }
    place_.end(std::move(found));
}

// Of all members of a group the same is missing.
void path_search::note_gaps(const path_graph& graph, completeness& sure) {
    for (int at = std::max<int>(taken_over_.up_to, graph.first() - 1); at < graph.last(); ++at) {
        const auto ttl = static_cast<std::uint8_t>(at);
        for (const group& one : graph.hop(ttl).groups) {
            if (!sure.missing(one, ttl)) continue;
            for (const vertex_id member : one.members) vertices_[member].gap = reason_of_gap(graph, ttl);
        }
    }
}

path_graph path_search::look() {
    const int last = std::min<int>(chosen_.max_ttl, answered_to_ + 1);
    return {table_, vertices_, chosen_.first_ttl, static_cast<std::uint8_t>(last)};
}

void path_search::plan(time_point now) {
    stale_ = false;
    due_.reset();
    queue_.clear();
    const path_graph graph = look();
    stopping_points points = points_for(chosen_.wanted.confidence, graph.branchings());
    const plan_limits limits{.known_to = taken_over_.up_to,
                             .most_flows = chosen_.wanted.max_flows,
                             .most_questions = room(),
                             .most_at = [this, now](std::uint8_t ttl) { return most_at(ttl, now); }};
    question_plan planned{graph, table_, vertices_, points, limits};
    const auto tested_from = std::max(taken_over_.up_to, static_cast<std::uint8_t>(graph.first() - 1));
    for (const table_place& one : planned.make()) queue_.push_back(one);
    for (const table_place& one : tests_.plan(graph, vertices_, tested_from)) queue_.push_back(one);
    if (queue_.size() > room()) queue_.resize(room());
    asked_together_ = queue_.size() + under_way_.size();
    const bool patient = now < *begun_ + chosen_.patience;
    if (queue_.empty() && planned.held_back() && patient && room() > 0) {
        due_ = limits_.next(now, *begun_ + chosen_.patience);
    } else if (queue_.empty() && under_way_.empty()) {
        tell_others(graph);
        if (chosen_.wanted.aliases) aliases_.begin(graph, vertices_, now + chosen_.patience);
    }
}

// When all paths are known.
bool path_search::has_next_of_aliases(time_point now) {
    stale_ = false;
    if (!queue_.empty()) return true;
    for (const table_place& one : aliases_.next_round(now, under_way_.empty())) queue_.push_back(one);
    if (queue_.size() > room()) queue_.resize(room());
    due_ = aliases_.due();
    return !queue_.empty();
}

std::size_t path_search::room() const {
    const std::uint32_t most = chosen_.wanted.max_probes;
    return most - std::min(most, sent_ + first_path_);
}

int path_search::most_at(std::uint8_t ttl, time_point now) const {
    const bool patient = now < *begun_ + chosen_.patience;
    return patient || !limits_.contains(ttl) ? limits_.most_at(ttl, now) : 0;
}

// Behind a vertex at that TTL.
path_gap path_search::reason_of_gap(const path_graph& graph, std::uint8_t ttl) const {
    if (!finished()) return path_gap::interrupted;
    if (sent_ + first_path_ >= chosen_.wanted.max_probes) return path_gap::probe_limit;
    if (too_wide(graph, ttl)) return path_gap::too_wide;
    if (limits_.contains(static_cast<std::uint8_t>(ttl + 1))) return path_gap::limited;
    return flows_ >= chosen_.wanted.max_flows ? path_gap::flow_limit : path_gap::silent;
}

path_set path_search::result() {
    place_.end(nullptr);  // of one that is interrupted
    const path_graph graph = look();
    completeness sure{graph, vertices_, chosen_.wanted.confidence, taken_over_};
    note_gaps(graph, sure);
    for (vertex_id one = 0; one < vertices_.size(); ++one) vertices_[one].ip_id = aliases_.kind_of(one);
    path_set out = report_of(graph, vertices_, sure);
    if (chosen_.wanted.aliases) out.routers = aliases_.routers(out.vertices);
    out.options = chosen_.wanted;
    out.rounds = round_;
    out.flows = flows_;
    out.probes_sent = sent_ + first_path_;
    if (taken_from_) out.shared = path_share{.up_to_ttl = taken_over_.up_to, .found_for = *taken_from_};
    return out;
}

}  // namespace tracerouter::multipath
