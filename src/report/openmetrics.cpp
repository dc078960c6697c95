#include "report/openmetrics.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "report/escape.hpp"
#include "tracerouter/version.hpp"

namespace tracerouter::report {
namespace {

/// What the samples of a target have in common.
struct labelled_target {
    const metrics_target* of;
    std::string label;  ///< target="...", without braces
};

using labelled_targets = std::vector<labelled_target>;

/// A text between quotes (section "Escaping"): what no terminal and no reader likes is escaped before.
std::string label_text(std::string_view text) {
    std::string out;
    for (const char one : escape(text)) {
        if (one == '\\' || one == '"') out += '\\';
        out += one;
    }
    return out;
}

std::string label(std::string_view name, std::string_view text) {
    return std::string{name} + "=\"" + label_text(text) + '"';
}

/// A name that several targets share does not tell them apart, and no two samples may have the same labels.
labelled_targets labelled(std::span<const metrics_target> targets) {
    std::map<std::string_view, std::size_t> uses;
    for (const auto& one : targets) ++uses[one.result->target];
    labelled_targets out;
    std::set<std::string> taken;
    for (const auto& one : targets) {
        const auto& result = *one.result;
        const bool shared = uses[result.target] > 1;
        auto text = shared ? result.target + " (" + address_word(result.address) + ')' : result.target;
        auto written = label("target", text);
        if (taken.insert(written).second) out.push_back({&one, std::move(written)});
    }
    return out;
}

// The textfile collector of node_exporter reads the older text format, which has no type "info" and refuses pages that
// do.
void begin_family(text_buffer& out, std::string_view name, std::string_view type, std::string_view help) {
    out.append_all("# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n");
}

void put_sample(text_buffer& out, std::string_view name, std::string_view labels, std::string_view value) {
    out.append_all(name, "{", labels, "} ", value, "\n");
}

struct family {
    std::string_view name;  ///< without _total
    std::string_view type;
    std::string_view help;
};

using hop_value = std::optional<std::uint64_t> (*)(const hop_summary&);
using target_value = std::optional<std::uint64_t> (*)(const metrics_target&);

std::string sample_name(const family& of) {
    return std::string{of.name} + (of.type == "counter" ? "_total" : "");
}

std::string hop_labels(const labelled_target& target, const hop_summary& hop) {
    return target.label + ",ttl=\"" + std::to_string(hop.ttl) + '"';
}

void put_hop_family(text_buffer& out, const labelled_targets& targets, const family& of, hop_value value) {
    begin_family(out, of.name, of.type, of.help);
    const auto name = sample_name(of);
    for (const auto& target : targets) {
        for (const auto& hop : target.of->result->hops) {
            if (const auto known = value(hop)) put_sample(out, name, hop_labels(target, hop), std::to_string(*known));
        }
    }
}

void put_target_family(text_buffer& out, const labelled_targets& targets, const family& of, target_value value) {
    begin_family(out, of.name, of.type, of.help);
    const auto name = sample_name(of);
    for (const auto& target : targets) {
        if (const auto known = value(*target.of)) put_sample(out, name, target.label, std::to_string(*known));
    }
}

void put_hop_counters(text_buffer& out, const labelled_targets& targets) {
    constexpr std::string_view counter = "counter";
    put_hop_family(out, targets, {"tracerouter_probes", counter, "Probes to this TTL whose fate is decided."},
                   [](const hop_summary& hop) { return std::optional{hop.probes.decided() + hop.probes.late}; });
    put_hop_family(out, targets, {"tracerouter_probes_lost", counter, "Of these, without an answer in time."},
                   [](const hop_summary& hop) { return std::optional{hop.probes.lost + hop.probes.late}; });
    put_hop_family(out, targets, {"tracerouter_late", counter, "Of the lost ones, answered after their deadline."},
                   [](const hop_summary& hop) { return std::optional{hop.probes.late}; });
    put_hop_family(out, targets, {"tracerouter_duplicates", counter, "Further answers to answered probes."},
                   [](const hop_summary& hop) { return std::optional{hop.probes.duplicates}; });
    put_hop_family(out, targets,
                   {"tracerouter_limited", counter, "Probes without answer, as the hop limits its answers."},
                   [](const hop_summary& hop) { return std::optional{hop.probes.limited}; });
    put_hop_family(out, targets, {"tracerouter_send_errors", counter, "Probes that this host did not send."},
                   [](const hop_summary& hop) { return std::optional{hop.probes.refused}; });
    put_hop_family(out, targets, {"tracerouter_responders", "gauge", "Addresses that have answered at this TTL."},
                   [](const hop_summary& hop) { return std::optional<std::uint64_t>{hop.responders.size()}; });
}

/// Who answers the main flow now. Those from before vanish, so that there are as many samples as hops.
std::optional<boost::asio::ip::address> current_responder(const hop_summary& hop) {
    if (!hop.flows.empty()) return hop.flows.front().responder;
    return hop.responders.empty() ? std::nullopt : std::optional{hop.responders.front().address};
}

void put_hop_info(text_buffer& out, const labelled_targets& targets, const fact_lookup& facts) {
    begin_family(out, "tracerouter_hop_info", "gauge", "Who answers the main flow at this TTL.");
    for (const auto& target : targets) {
        for (const auto& hop : target.of->result->hops) {
            const auto responder = current_responder(hop);
            if (!responder) continue;
            const auto& known = facts_of(facts, *responder);
            auto labels = hop_labels(target, hop) + ',' + label("address", address_word(*responder));
            if (known.name) labels += ',' + label("name", escape_word(*known.name));
            if (known.asn) labels += ',' + label("asn", std::to_string(*known.asn));
            put_sample(out, "tracerouter_hop_info", labels, "1");
        }
    }
}

void put_changes(text_buffer& out, const labelled_targets& targets) {
    begin_family(out, "tracerouter_path_changes", "counter", "Changes of the path, by kind.");
    for (const auto& target : targets) {
        const auto& events = target.of->events;
        for (const auto& [kind, count] : {std::pair{"route", events.route}, std::pair{"length", events.length},
                                          std::pair{"balance", events.balance}}) {
            put_sample(out, "tracerouter_path_changes_total", target.label + ',' + label("kind", kind),
                       std::to_string(count));
        }
    }
}

struct change_time {
    using moment = std::optional<std::chrono::system_clock::time_point>;
    moment operator()(const path_change& change) const { return change.at; }
    moment operator()(const length_change& change) const { return change.at; }
    moment operator()(const balance_change& change) const { return change.at; }
    moment operator()(const auto&) const { return {}; }
};

void put_last_change(text_buffer& out, const labelled_targets& targets) {
    constexpr std::string_view name = "tracerouter_last_change_timestamp_seconds";
    begin_family(out, name, "gauge", "When the path changed last.");
    out.append_all("# UNIT ", name, " seconds\n");
    for (const auto& target : targets) {
        change_time::moment last;
        for (const auto& event : target.of->result->changes) last = std::max(last, std::visit(change_time{}, event));
        if (!last) continue;
        const auto since = std::chrono::floor<std::chrono::milliseconds>(last->time_since_epoch()).count();
        const auto count = static_cast<std::uint64_t>(std::max<decltype(since)>(since, 0));
        out.append_all(name, "{", target.label, "} ").append(count / 1000).append('.').append_padded(count % 1000, 3);
        out.append('\n');
    }
}

void put_target_values(text_buffer& out, const labelled_targets& targets) {
    constexpr std::string_view counter = "counter";
    constexpr std::string_view gauge = "gauge";
    put_target_family(out, targets, {"tracerouter_rounds", counter, "Rounds of probes that were begun."},
                      [](const metrics_target& of) { return std::optional{of.result->rounds}; });
    put_target_family(out, targets, {"tracerouter_loss_bursts", counter, "Times several probes in a row were lost."},
                      [](const metrics_target& of) { return std::optional{of.events.bursts}; });
    put_target_family(out, targets, {"tracerouter_outages", counter, "Times the target ceased to answer."},
                      [](const metrics_target& of) { return std::optional{of.events.outages}; });
    put_target_family(out, targets, {"tracerouter_path_hops", gauge, "TTL at which the target answers."},
                      [](const metrics_target& of) { return std::optional<std::uint64_t>{of.result->distance}; });
    put_target_family(out, targets, {"tracerouter_target_reached", gauge, "Whether it answered in the last rounds."},
                      [](const metrics_target& of) -> std::optional<std::uint64_t> {
                          return of.result->distance.has_value() ? 1 : 0;
                      });
}

struct event_counter {
    void operator()(const path_change&) const { ++counts.route; }
    void operator()(const length_change&) const { ++counts.length; }
    void operator()(const balance_change&) const { ++counts.balance; }
    void operator()(const loss_burst&) const { ++counts.bursts; }
    void operator()(const outage&) const { ++counts.outages; }
    void operator()(const recovery&) const {}

    event_counts& counts;
};

}  // namespace

void event_counts::count(const monitor_event& event) {
    std::visit(event_counter{*this}, event);
}

void append_metrics_page(text_buffer& out, std::span<const metrics_target> targets, const fact_lookup& facts) {
    const auto all = labelled(targets);
    begin_family(out, "tracerouter_build_info", "gauge", "The program that measures.");
    put_sample(out, "tracerouter_build_info", label("version", version), "1");
    put_hop_counters(out, all);
    put_hop_info(out, all, facts);
    put_changes(out, all);
    put_last_change(out, all);
    put_target_values(out, all);
    out.append_all("# EOF\n");
}

}  // namespace tracerouter::report
