#include "report/monitor_json.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "report/json_parts.hpp"
#include "report/shares.hpp"
#include "tracerouter/names.hpp"

namespace tracerouter::report {
namespace {

void write_time(json_writer& json, std::string_view key, const std::optional<duration>& time) {
    if (time) json.member(key, *time);
}

void write_counts(json_writer& json, const probe_counts& probes) {
    json.member("sent", probes.sent).member("decided", probes.decided()).member("lost", probes.lost);
    json.member("late", probes.late).member("duplicates", probes.duplicates);
    json.member("limited", probes.limited).member("refused", probes.refused);
}

void write_share(json_writer& json, std::string_view key, double share) {
    json.key(key).number(share_word(share));
}

void write_loss(json_writer& json, const std::optional<share_estimate>& loss) {
    if (!loss) return;
    write_share(json, "loss", loss->share);
    write_share(json, "loss_low", loss->low);
    write_share(json, "loss_high", loss->high);
}

void write_rtt(json_writer& json, const rtt_summary& rtt) {
    write_time(json, "last_ms", rtt.last);
    write_time(json, "best_ms", rtt.best);
    write_time(json, "mean_ms", rtt.mean);
    write_time(json, "median_ms", rtt.median);
    write_time(json, "p95_ms", rtt.p95);
    write_time(json, "p99_ms", rtt.p99);
    write_time(json, "worst_ms", rtt.worst);
    write_time(json, "stddev_ms", rtt.deviation);
    write_time(json, "last_difference_ms", rtt.last_difference);
    write_time(json, "mean_difference_ms", rtt.mean_difference);
    write_time(json, "worst_difference_ms", rtt.worst_difference);
    write_time(json, "jitter_ms", rtt.jitter);
}

void write_responder(json_writer& json, const responder_summary& responder, const fact_lookup& facts) {
    json.begin_object();
    write_address(json, responder.address, facts);
    json.member("replies", responder.rtt.count);
    write_share(json, "share", responder.share);
    write_rtt(json, responder.rtt);
    json.word("reply", to_string(responder.kind)).member("arrived", responder.arrived);
    if (!responder.mpls.empty()) write_mpls(json, responder.mpls);
    json.member("first_seen", responder.first_seen).member("last_seen", responder.last_seen).end_object();
}

void write_flow(json_writer& json, const flow_summary& flow) {
    json.begin_object().member("flow", flow.flow);
    write_counts(json, flow.probes);
    write_time(json, "median_ms", flow.median);
    if (flow.responder) json.member("address", *flow.responder);
    json.end_object();
}

void write_window(json_writer& json, const window_summary& window) {
    json.begin_object().member("seconds", static_cast<std::uint64_t>(window.length.count()));
    json.member("decided", window.decided).member("lost", window.lost);
    write_loss(json, window.loss);
    write_rtt(json, window.rtt);
    json.end_object();
}

void write_monitored_hop(json_writer& json, const hop_summary& hop, const fact_lookup& facts) {
    json.begin_object().member("ttl", hop.ttl);
    write_counts(json, hop.probes);
    write_loss(json, hop.loss);
    write_rtt(json, hop.rtt);
    json.key("responders").begin_array();
    for (const auto& responder : hop.responders) write_responder(json, responder, facts);
    json.end_array().key("flows").begin_array();
    for (const auto& flow : hop.flows) write_flow(json, flow);
    json.end_array().key("windows").begin_array();
    for (const auto& window : hop.windows) write_window(json, window);
    json.end_array().end_object();
}

/// Waits and gaps decide what is lost and where a path ends, so a session keeps them.
void write_monitor_options(json_writer& json, const trace_options& asked, const boost::asio::ip::address& target) {
    json.key("options").begin_object().word("protocol", to_string(asked.protocol));
    if (asked.protocol != protocol::icmp) json.member("port", port_of(asked));
    write_common_options(json, asked, target);
    json.member("wait_ms", asked.wait).member("gap_limit", unsigned{asked.gap_limit}).end_object();
}

/// From `target` to `options`, of a result as of a start.
void write_identity(json_writer& json, const auto& of) {
    json.member("target", of.target).member("address", of.address);
    if (const auto source = known_address(of.source)) json.member("source", *source);
    json.word("family", family_of(of.address)).word("protocol", to_string(of.options.protocol));
    write_monitor_options(json, of.options, of.address);
}

/// A path or a balancing of it that is another than before: who answers where.
void write_responder_change(json_writer& json, const auto& change) {
    json.member("at", change.at).member("flow", change.flow).member("ttl", change.ttl);
    json.member("before", change.before).member("after", change.after);
}

struct details_writer {
    void operator()(const path_change& change) const { write_responder_change(json, change); }
    void operator()(const balance_change& change) const { write_responder_change(json, change); }
    void operator()(const length_change& change) const {
        json.member("at", change.at).member("flow", change.flow);
        json.member("ttl_before", change.before).member("ttl_after", change.after);
    }
    void operator()(const loss_burst& burst) const {
        json.member("at", burst.from).member("duration_ms", burst.lasted).member("lost", burst.lost);
    }
    void operator()(const outage& begun) const { json.member("at", begun.at).member("lost", begun.lost); }
    void operator()(const recovery& ended) const {
        json.member("at", ended.at).member("duration_ms", ended.lasted).member("lost", ended.lost);
    }

    json_writer& json;
};

struct kind_word {
    std::string_view operator()(const path_change&) const { return "route"; }
    std::string_view operator()(const length_change&) const { return "length"; }
    std::string_view operator()(const balance_change&) const { return "balance"; }
    std::string_view operator()(const loss_burst&) const { return "burst"; }
    std::string_view operator()(const outage&) const { return "outage"; }
    std::string_view operator()(const recovery&) const { return "recovery"; }
};

}  // namespace

std::string_view kind_of(const monitor_event& event) {
    return std::visit(kind_word{}, event);
}

void write_event_details(json_writer& json, const monitor_event& event) {
    std::visit(details_writer{json}, event);
}

void write_monitor_start(json_writer& json, const monitor_start& start) {
    write_identity(json, start);
    json.member("flows", start.flows).member("interval_ms", start.interval);
    json.key("started_at").exact(start.started_at);
}

void write_monitor_end(json_writer& json, const monitor_result& result) {
    using namespace std::chrono;
    json.member("target", result.target).member("address", result.address);
    json.key("ended_at").exact(result.started_at + duration_cast<system_clock::duration>(result.elapsed));
    json.member("rounds", result.rounds);
}

void write_monitor(json_writer& json, const monitor_result& result, const fact_lookup& facts) {
    write_identity(json, result);
    json.member("started_at", result.started_at).member("duration_ms", result.elapsed);
    json.member("rounds", result.rounds).member("flows", result.flows).member("reached", result.reached);
    if (result.distance) json.member("distance", *result.distance);
    json.key("hops").begin_array();
    for (const auto& hop : result.hops) write_monitored_hop(json, hop, facts);
    json.end_array().key("changes").begin_array();
    for (const auto& change : result.changes) {
        json.begin_object().word("kind", kind_of(change));
        write_event_details(json, change);
        json.end_object();
    }
    json.end_array();
}

}  // namespace tracerouter::report
