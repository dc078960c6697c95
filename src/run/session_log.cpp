#include "run/session_log.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <variant>

#include "report/outcome_words.hpp"
#include "run/packed_numbers.hpp"

namespace tracerouter::run {
namespace {

using wall_time = session_entry::wall_time;

constexpr std::size_t block_octets = std::size_t{1} << 18;
/// An entry takes less: nine numbers of at most ten octets each.
constexpr std::size_t longest_entry = 96;
constexpr std::size_t no_target = session_log::most_targets;
/// Reasons why a host does not send: there are some ten.
constexpr std::size_t most_errors = 256;

// The first octet of an entry: what it is, of a probe its outcome, and what it shares with the entry before.
constexpr std::uint8_t start_mark = 7;
constexpr std::uint8_t reset_mark = 8;
constexpr std::uint8_t end_mark = 9;
constexpr std::uint8_t mark_bits = 0x0F;
constexpr std::uint8_t same_target_bit = 0x10;
constexpr std::uint8_t same_round_bit = 0x20;  // and flow

std::uint8_t mark_of(const session_entry& entry) {
    switch (entry.what) {
        case session_entry::kind::start: return start_mark;
        case session_entry::kind::reset: return reset_mark;
        case session_entry::kind::end: return end_mark;
        case session_entry::kind::probe: break;
    }
    return static_cast<std::uint8_t>(entry.seen.outcome);
}

session_entry::kind kind_of_mark(std::uint8_t mark) {
    switch (mark) {
        case start_mark: return session_entry::kind::start;
        case reset_mark: return session_entry::kind::reset;
        case end_mark: return session_entry::kind::end;
        default: return session_entry::kind::probe;
    }
}

/// When it was known what became of a probe.
wall_time decided_at(const probe_observation& seen, duration wait) {
    duration later{};
    if (seen.outcome == probe_outcome::lost || seen.outcome == probe_outcome::limited) later = wait;
    if (seen.reply) later = seen.reply->rtt;
    return seen.sent_at + std::chrono::duration_cast<wall_time::duration>(later);
}

/// Nanoseconds since 1970 as a number of which only differences are used.
std::uint64_t ticks(wall_time time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

wall_time time_of(std::uint64_t ticks) {
    return wall_time{wall_time::duration{static_cast<wall_time::rep>(ticks)}};
}

}  // namespace

std::string session_log::add(report::session_line&& line) {
    if (auto* start = std::get_if<report::monitor_start>(&line)) return add_start(std::move(*start));
    if (const auto* probe = std::get_if<report::session_probe>(&line)) return add_probe(*probe);
    if (const auto* reset = std::get_if<report::session_reset>(&line)) return add_reset(*reset);
    if (const auto* end = std::get_if<report::session_end>(&line)) return add_end(*end);
    const auto* fault = std::get_if<report::session_fault>(&line);
    return fault == nullptr ? std::string{} : fault->message;
}

std::string session_log::add_start(report::monitor_start&& start) {
    if (starts_.size() == most_targets) return "more than " + std::to_string(most_targets) + " targets";
    begins_at_ = starts_.empty() ? start.started_at : std::min(begins_at_, start.started_at);
    octets_ += sizeof start + 2 * start.target.size();
    numbers_[{start.target, start.address}] = starts_.size();
    session_entry entry{.what = session_entry::kind::start, .target = starts_.size(), .at = start.started_at};
    starts_.push_back(std::move(start));
    departures_.push_back(departures::unknown);
    append(entry);
    return {};
}

std::string session_log::add_probe(const report::session_probe& probe) {
    const std::size_t target = find(probe.target, probe.address);
    if (target == no_target) return probe.target + " has no start";
    session_entry entry{.what = session_entry::kind::probe, .target = target, .seen = probe.seen};
    if (was_sent_unsaid(target, probe.seen.outcome)) {
        session_entry sent = entry;
        sent.seen.outcome = probe_outcome::sent;
        sent.seen.reply.reset();
        append(sent);
    }
    append(entry);
    return {};
}

// The first probe that was not refused shows it. What is late or a duplicate follows another outcome.
bool session_log::was_sent_unsaid(std::size_t target, probe_outcome outcome) {
    const bool decided =
        outcome == probe_outcome::answered || outcome == probe_outcome::lost || outcome == probe_outcome::limited;
    departures& known = departures_[target];
    if (known == departures::unknown && outcome == probe_outcome::sent) known = departures::told;
    if (known == departures::unknown && decided) known = departures::implied;
    return decided && known == departures::implied;
}

std::string session_log::add_reset(const report::session_reset& reset) {
    const std::size_t target = find(reset.target, reset.address);
    if (target == no_target) return reset.target + " has no start";
    session_entry entry{
        .what = session_entry::kind::reset, .target = target, .at = reset.reset.at, .rounds = reset.reset.rounds};
    append(entry);
    return {};
}

std::string session_log::add_end(const report::session_end& end) {
    const std::size_t target = find(end.target, end.address);
    if (target == no_target) return end.target + " has no start";
    session_entry entry{.what = session_entry::kind::end, .target = target, .at = end.ended_at, .rounds = end.rounds};
    append(entry);
    return {};
}

std::size_t session_log::find(const std::string& name, const boost::asio::ip::address& address) const {
    const auto found = numbers_.find({name, address});
    return found == numbers_.end() ? no_target : found->second;
}

void session_log::append(session_entry& entry) {
    if (blocks_.empty() || blocks_.back().size() + longest_entry > block_octets) {
        blocks_.emplace_back().reserve(block_octets);
        octets_ += block_octets;
        end_.block = blocks_.size() - 1;
        end_.offset = 0;
    }
    std::string& out = blocks_.back();
    const bool probe = entry.what == session_entry::kind::probe;
    std::uint8_t first = mark_of(entry);
    if (entry.target == end_.target) first |= same_target_bit;
    if (probe && entry.seen.round == end_.round && entry.seen.flow == end_.flow) first |= same_round_bit;
    out.push_back(static_cast<char>(first));
    if ((first & same_target_bit) == 0) append_number(out, entry.target);
    append_difference(out, ticks(probe ? entry.seen.sent_at : entry.at), ticks(end_.time));
    if (!probe) append_number(out, entry.rounds);
    if (probe && (first & same_round_bit) == 0) {
        append_difference(out, entry.seen.round, end_.round);
        append_number(out, entry.seen.flow);
    }
    if (probe) append_probe(out, entry.seen);
    settle(entry, end_);
    end_.offset = out.size();
}

void session_log::append_probe(std::string& out, const probe_observation& seen) {
    append_number(out, seen.ttl);
    if (seen.outcome == probe_outcome::refused) append_number(out, number_of(seen.send_error));
    if (!report::has_reply(seen.outcome)) return;
    const reply told = seen.reply.value_or(reply{});
    append_number(out, static_cast<std::uint64_t>(std::max(told.rtt, duration::zero()).count()));
    append_number(out, number_of(told));
}

std::uint64_t session_log::number_of(const reply& one) {
    answer common{one.responder, one.kind, one.arrived, {}};
    for (const mpls_label& label : one.mpls)
        std::get<3>(common).push_back({label.label, label.traffic_class, label.bottom ? 1U : 0U, label.ttl});
    const auto [found, added] = answer_numbers_.try_emplace(std::move(common), answers_.size());
    if (!added) return found->second;
    constexpr std::size_t node = 64;  // of the map, and the pointer
    octets_ += sizeof(answer) + node + one.mpls.size() * sizeof(label_fields);
    answers_.push_back(&found->first);
    return found->second;
}

// 0: none, or one too many.
std::uint64_t session_log::number_of(const boost::system::error_code& error) {
    if (!error) return 0;
    const auto found = std::ranges::find(errors_, error);
    if (found == errors_.end() && errors_.size() == most_errors) return 0;
    const auto number = static_cast<std::uint64_t>(std::distance(errors_.begin(), found)) + 1;
    if (found == errors_.end()) errors_.push_back(error);
    return number;
}

bool session_log::read(place& where, session_entry& out) const {
    if (where.block < end_.block && where.offset == blocks_[where.block].size()) {
        ++where.block;
        where.offset = 0;
    }
    if (where.block == end_.block && where.offset == end_.offset) return false;
    const std::string& block = blocks_[where.block];
    std::string_view octets = std::string_view{block}.substr(where.offset);
    const auto first = static_cast<std::uint8_t>(octets.front());
    octets.remove_prefix(1);
    const std::uint8_t mark = first & mark_bits;
    out.what = kind_of_mark(mark);
    out.target = (first & same_target_bit) != 0 ? where.target : take_packed(octets);
    const wall_time time = time_of(take_difference(octets, ticks(where.time)));
    if (out.what == session_entry::kind::probe) {
        const bool same = (first & same_round_bit) != 0;
        out.seen = {};
        out.seen.round = same ? where.round : take_difference(octets, where.round);
        out.seen.flow = same ? where.flow : static_cast<std::uint16_t>(take_packed(octets));
        out.seen.sent_at = time;
        out.seen.outcome = static_cast<probe_outcome>(mark);
        read_probe(octets, out.seen);
    } else {
        out.at = time;
        out.rounds = take_packed(octets);
    }
    settle(out, where);
    where.offset = block.size() - octets.size();
    return true;
}

void session_log::read_probe(std::string_view& octets, probe_observation& seen) const {
    seen.ttl = static_cast<std::uint16_t>(take_packed(octets));
    if (seen.outcome == probe_outcome::refused) {
        if (const auto number = take_packed(octets); number > 0) seen.send_error = errors_[number - 1];
    }
    if (!report::has_reply(seen.outcome)) return;
    const duration rtt{static_cast<duration::rep>(take_packed(octets))};
    seen.reply = answer_of(take_packed(octets));
    seen.reply->rtt = rtt;
}

reply session_log::answer_of(std::uint64_t number) const {
    const auto& [responder, kind, arrived, labels] = *answers_[number];
    reply out;
    out.responder = responder;
    out.kind = kind;
    out.arrived = arrived;
    for (const auto& [label, traffic_class, bottom, ttl] : labels)
        out.mpls.push_back({.label = label,
                            .traffic_class = static_cast<std::uint16_t>(traffic_class),
                            .bottom = bottom != 0,
                            .ttl = static_cast<std::uint16_t>(ttl)});
    return out;
}

/// Writer and reader both come by here behind each entry, so that the next one differs from the same.
void session_log::settle(session_entry& entry, place& where) const {
    const bool probe = entry.what == session_entry::kind::probe;
    const wall_time known = probe ? decided_at(entry.seen, starts_[entry.target].options.wait) : entry.at;
    where.known_at = where.entries == 0 ? known : std::max(where.known_at, known);
    entry.known_at = where.known_at;
    where.time = probe ? entry.seen.sent_at : entry.at;
    where.target = entry.target;
    if (probe) {
        where.round = entry.seen.round;
        where.flow = entry.seen.flow;
    }
    ++where.entries;
}

}  // namespace tracerouter::run
