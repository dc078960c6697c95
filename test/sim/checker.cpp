#include "checker.hpp"

#include <algorithm>
#include <variant>

#include "engine/probe_writer.hpp"

namespace tracerouter::sim {

using namespace std::chrono_literals;

namespace {
constexpr std::size_t most_complaints = 5;
/// What a process that is late, and whose clock errs, adds to any wait.
constexpr duration grace = 100ms;
constexpr std::uint8_t protocol_icmp = 1;
}  // namespace

void checker::on_started(engine::trace_id trace, const route& route, time_point now) {
    const auto complain = [this](const std::string& what) { this->complain(what); };
    const auto [place, fresh] = open_.try_emplace(key_of(trace), route, now, complain);
    if (!fresh) complain("the name of a trace was given twice");
    place->second.foreign_before = counted_.foreign;
    place->second.handed_out_before = handed_out_;
    place->second.blocked_before = blocked_;
}

void checker::on_handed_out(const datagram& probe, time_point now) {
    ++handed_out_;
    if (!pace_.count(now)) complain("faster than the rate and its burst allow");
    check_pair(probe);
    trace_account* trace = find(probe.probe);
    if (!trace) return complain("a probe of a trace that has ended is handed out");
    trace->handed_out(value(engine::index_of(probe.probe)), probe, now);
}

void checker::check_pair(const datagram& probe) {
    const std::optional<seen_probe> seen = read_probe(probe.bytes);
    if (!seen || !pairs_.insert(std::uint32_t{seen->identifier} << 16 | seen->sequence).second) {
        complain("an (identifier, sequence) pair comes again");
    }
    if (seen && probe.ip != ip_fields{protocol_icmp, seen->ttl, seen->tos, seen->dont_fragment}) {
        complain("a probe is described with other fields than its header has");
    }
}

void checker::on_sent(const sent_stamp& stamp, time_point now) {
    if (stamp.source == stamp_source::process) {
        ++counted_.probes_sent;
        ++ended_;
    }
    if (trace_account* trace = find(stamp.probe)) trace->sent(value(engine::index_of(stamp.probe)), stamp, now);
}

void checker::on_refused(probe_key probe, boost::system::error_code, time_point now) {
    ++counted_.send_errors;
    ++ended_;
    if (trace_account* trace = find(probe)) trace->refused(value(engine::index_of(probe)), now);
}

void checker::on_delivered(const delivery& delivery, const received_datagram& datagram, time_point now) {
    if (delivery.nature == nature::malformed) {
        ++counted_.malformed;
        return;
    }
    trace_account* trace = delivery.nature == nature::genuine ? find(delivery.probe) : nullptr;
    if (trace && trace->answered(value(engine::index_of(delivery.probe)), delivery.told, datagram, now)) {
        ++counted_.replies;
    } else if (delivery.nature == nature::genuine && ended_last(delivery.probe)) {
        ++counted_.late;
    } else {
        ++counted_.foreign;
    }
}

// An ended trace is remembered until the next one in its slot has ended too.
bool checker::ended_last(probe_key probe) const {
    const engine::trace_id trace = engine::trace_of(probe);
    const auto found = ended_last_.find(trace.slot);
    return found != ended_last_.end() && found->second == trace.serial;
}

void checker::on_cancelled(engine::trace_id trace, time_point now) {
    if (const auto found = open_.find(key_of(trace)); found != open_.end()) found->second.cancelled(now);
}

void checker::on_event(const engine::event& event, time_point now) {
    if (const auto* finished = std::get_if<engine::trace_finished>(&event)) {
        return finish(finished->trace, finished->result, now);
    }
    const auto& closed = std::get<engine::hop_final>(event);
    const auto found = open_.find(key_of(closed.trace));
    if (found == open_.end()) return complain("a hop of a trace that has ended");
    check_explanation(found->second.route().target, closed.hop);
    found->second.hop_closed(closed.hop);
}

// What is inferred must be true. What is called limited may be lost: a router that lost one answer of seven looks the
// same.
void checker::check_explanation(const address_v4& target, const hop_result& hop) {
    if (hop.state != hop_state::inferred) return;
    // The first of several routes to one target is the true one.
    const route& route = *std::ranges::find(world_.routes, target, &route::target);
    const std::size_t hops = route.hops.size();
    std::size_t place = hop.ttl - 1U;
    if (place >= hops && route.end == ending::loop)
        place = hops - route.loop_length + (place - hops) % route.loop_length;
    const bool there =
        place < hops && hop.inferred_address == boost::asio::ip::address{world_.routers[route.hops[place]].address};
    if (!there)
        complain("a router is inferred that is not there: " + hop.inferred_address->to_string() + " at TTL " +
                 std::to_string(hop.ttl) + " to " + target.to_string());
}

void checker::finish(engine::trace_id trace, const trace_result& result, time_point now) {
    const auto found = open_.find(key_of(trace));
    if (found == open_.end()) return complain("a trace ends twice");
    found->second.finished(result, now);
    if (result.foreign != counted_.foreign - found->second.foreign_before) complain("wrong count of foreign datagrams");
    check_time(found->second, now);
    open_.erase(found);
    ended_last_[trace.slot] = trace.serial;
    ++finished_;
}

// A trace lasts no longer than its probes take to be handed out, and then so many times the longest wait: for the
// queries one after the other, for retries, for questions because of what others know and, if a distance probe was
// sent, for each time that the target turned out to be farther away. Nothing happens for two of them: what others are
// asked is waited for, too.
void checker::check_time(const trace_account& trace, time_point now) {
    const auto probes = static_cast<std::int64_t>(handed_out_ - trace.handed_out_before);
    const trace_options& options = trace.route().options;
    const duration paced = (probes + 1) * duration{1s} / world_.rate;
    const int rounds = 4 + options.queries + (trace.sent_a_distance_probe() ? options.max_ttl / 2 : 0);
    const duration round = options.wait + grace;
    if (now - trace.started_at() > rounds * round + paced + 2 * (blocked_ - trace.blocked_before)) {
        complain("a trace takes longer than it may");
    }
    if (now - trace.active_at() > 2 * round) complain("a trace waits for nothing");
}

void checker::on_settled(const engine::engine& engine, time_point) {
    if (engine.active() != open_.size()) complain("active traces are not those that were begun and not ended");
    if (engine.active() > world_.window) complain("more traces are active than the window allows");
}

void checker::on_end(const engine::engine& engine, std::string_view stuck) {
    if (!stuck.empty()) return complain("stuck: " + std::string{stuck});
    if (finished_ != world_.routes.size()) complain("not every trace has ended");
    if (handed_out_ < ended_) complain("a probe ended twice");
    const tracer_statistics& said = engine.statistics();
    if (said.probes_sent != counted_.probes_sent) complain("wrong total of probes sent");
    if (said.replies != counted_.replies) complain("wrong total of replies");
    if (said.foreign != counted_.foreign) complain("wrong total of foreign datagrams");
    if (said.late != counted_.late) complain("wrong total of answers to ended traces");
    if (said.malformed != counted_.malformed) complain("wrong total of malformed datagrams");
    if (said.send_errors != counted_.send_errors) complain("wrong total of send errors");
}

trace_account* checker::find(probe_key probe) {
    const auto found = open_.find(key_of(engine::trace_of(probe)));
    return found == open_.end() ? nullptr : &found->second;
}

void checker::complain(const std::string& what) {
    if (complaints_.size() < most_complaints) complaints_.push_back(what);
}

}  // namespace tracerouter::sim
