#include "report/monitor_events_reporter.hpp"

#include <string_view>
#include <variant>

#include "report/json_parts.hpp"
#include "report/json_result.hpp"
#include "report/json_writer.hpp"
#include "report/monitor_json.hpp"
#include "report/outcome_words.hpp"

namespace tracerouter::report {
namespace {

/// Opens an object with what all events have.
void begin_event(json_writer& json, std::string_view event) {
    json.begin_object().word("schema", "tracerouter.event/1").word("event", event);
}

void write_target(json_writer& json, const std::string& target, const boost::asio::ip::address& address) {
    json.member("target", target).member("address", address);
}

/// The message is for people, the number and whose it is for programs.
void write_send_error(json_writer& json, const boost::system::error_code& error) {
    json.member("error", error.message()).member("error_category", error.category().name());
    json.member("error_value", error.value());
}

void append_probe(text_buffer& out, const std::string& target, const boost::asio::ip::address& address,
                  const probe_observation& seen) {
    json_writer json{out};
    begin_event(json, "probe");
    write_target(json, target, address);
    json.member("round", seen.round).member("flow", seen.flow).member("ttl", seen.ttl);
    json.key("sent_at").exact(seen.sent_at).word("status", outcome_word(seen.outcome));
    if (seen.reply) {
        json.key("rtt_ms").exact(seen.reply->rtt).member("responder", seen.reply->responder);
        json.member("arrived", seen.reply->arrived);
        write_answer(json, *seen.reply);
    }
    if (seen.send_error) write_send_error(json, seen.send_error);
    json.end_object();
    out.append('\n');
}

void append_end(text_buffer& out, const monitor_result& result) {
    json_writer json{out};
    begin_event(json, "end");
    write_monitor_end(json, result);
    json.end_object();
    out.append('\n');
}

/// What happens to a path is a `change` of some kind, all else an event of its own.
bool is_path_change(const monitor_event& event) {
    return std::holds_alternative<path_change>(event) || std::holds_alternative<length_change>(event) ||
           std::holds_alternative<balance_change>(event);
}

}  // namespace

boost::system::error_code monitor_events_reporter::started(const monitor_start& start) {
    json_writer json{lines_};
    begin_event(json, "start");
    write_monitor_start(json, start);
    json.end_object();
    lines_.append('\n');
    return write_line();
}

boost::system::error_code monitor_events_reporter::observed(const heading& of, const probe_observation& seen) {
    if (departures_) {
        append_probe(lines_, of.target, of.address, seen);
        return write_line();
    }
    auto& waiting = waiting_[{of.target, of.address}];
    const probe_key probe{seen.round, seen.flow, seen.ttl};
    if (seen.outcome == probe_outcome::sent) {
        waiting.insert_or_assign(probe, seen.sent_at);
        return {};
    }
    waiting.erase(probe);
    append_probe(lines_, of.target, of.address, seen);
    return write_line();
}

boost::system::error_code monitor_events_reporter::happened(const heading& of, const monitor_event& event) {
    json_writer json{lines_};
    const bool change = is_path_change(event);
    begin_event(json, change ? "change" : kind_of(event));
    write_target(json, of.target, of.address);
    if (change) json.word("kind", kind_of(event));
    write_event_details(json, event);
    json.end_object();
    lines_.append('\n');
    return write_line();
}

boost::system::error_code monitor_events_reporter::was_reset(const heading& of, const monitor_reset& reset) {
    json_writer json{lines_};
    begin_event(json, "reset");
    write_target(json, of.target, of.address);
    json.key("at").exact(reset.at).member("rounds", reset.rounds);
    json.end_object();
    lines_.append('\n');
    return write_line();
}

boost::system::error_code monitor_events_reporter::summary(const monitor_result& result) {
    append_waiting({result.target, result.address});
    append_end(lines_, result);
    json_writer json{lines_};
    begin_event(json, "summary");
    write_monitor(json, result, facts_);
    json.end_object();
    lines_.append('\n');
    return write_line();
}

boost::system::error_code monitor_events_reporter::failure(const report::failure& failure) {
    json_writer json{lines_};
    begin_event(json, "failure");
    write_failure(json, failure);
    json.end_object();
    lines_.append('\n');
    return write_line();
}

void monitor_events_reporter::append_waiting(const target_key& target) {
    const auto node = waiting_.extract(target);
    if (node.empty()) return;
    for (const auto& [probe, sent_at] : node.mapped()) {
        probe_observation seen;
        std::tie(seen.round, seen.flow, seen.ttl) = probe;
        seen.sent_at = sent_at;
        append_probe(lines_, target.first, target.second, seen);
    }
}

/// Of one call: whoever follows the file sees each event as it happens.
boost::system::error_code monitor_events_reporter::write_line() {
    const auto error = out_.write(lines_.text());
    lines_.clear();
    return error;
}

}  // namespace tracerouter::report
