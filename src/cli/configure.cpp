#include "cli/configure.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string_view>
#include <utility>

#include "cli/monitor_rules.hpp"
#include "cli/paths_rules.hpp"
#include "targets/target_syntax.hpp"

namespace tracerouter::cli {
namespace {

std::uint64_t random_seed() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

host::refusal complaint(const raw_option& raw, const std::string& accepted) {
    return {raw.spelling + (raw.value.empty() ? "" : ' ' + raw.value) + ": expected " + accepted};
}

const raw_option& last_of(const raw_options& raw, std::initializer_list<std::string_view> any) {
    return *std::find_if(raw.options.rbegin(), raw.options.rend(), [any](const raw_option& typed) {
        return std::find(any.begin(), any.end(), typed.name) != any.end();
    });
}

// Rules that concern two options are said of whichever of them stands last.

host::refusal ttl_complaint(const raw_options& raw, const run::config& checked) {
    const auto& last = last_of(raw, {option::first_ttl, option::max_ttl});
    if (last.name == option::first_ttl) {
        return complaint(last, "a number from 1 to the highest TTL, " + std::to_string(checked.trace.max_ttl));
    }
    return complaint(last, "a number from the lowest TTL, " + std::to_string(checked.trace.first_ttl) + ", to 255");
}

host::refusal size_complaint(const raw_options& raw, std::uint16_t least, std::uint16_t most) {
    return complaint(last_of(raw, {option::size}),
                     "a number from " + std::to_string(least) + " to " + std::to_string(most));
}

/// --table is a kind of the default format.
const report::output_format& format_of(const raw_options& raw, const run::config& checked) {
    return raw.has(option::table) ? report::table_format() : *checked.format;
}

host::or_refusal<void> check_gaps(const raw_options& raw, const report::output_format& format) {
    for (const auto& typed : raw.options) {
        const auto wanted = find_option(typed.name)->shows;
        const auto reason = wanted ? format.gap_of(*wanted) : std::string_view{};
        if (!reason.empty())
            return host::refusal{typed.spelling + ": " + std::string{reason} + "; give another --format"};
    }
    return {};
}

/// Refuses options that are wrong only when they are taken together.
host::or_refusal<void> check_together(const raw_options& raw, const run::config& checked) {
    const trace_options& trace = checked.trace;
    if (trace.first_ttl > trace.max_ttl) return ttl_complaint(raw, checked);
    const bool ipv6 = checked.family == targets::address_family::ipv6;
    const std::uint16_t least = min_packet_size(trace.protocol, ipv6);
    const std::uint16_t most = max_packet_size(trace.protocol);
    if (trace.packet_size && (*trace.packet_size < least || *trace.packet_size > most)) {
        return size_complaint(raw, least, most);
    }
    if ((trace.port || checked.tracer.source_port) && trace.protocol == protocol::icmp) {
        const auto& last = last_of(raw, {option::port, option::source_port});
        return host::refusal{last.spelling + ": ICMP has no ports: use it with -U or -T"};
    }
    if (checked.tracer.source_port && trace.flow) {
        const auto& last = last_of(raw, {option::source_port, option::flow});
        return host::refusal{last.spelling + ": a source port already chooses the flow; leave --flow out"};
    }
    const auto& usual = report::output_formats().front();
    if (raw.has(option::table) && checked.format != &usual) {
        return host::refusal{last_of(raw, {option::table}).spelling + ": is a form of " + std::string{usual.word} +
                             ": leave --format out"};
    }
    if (trace.stop_set && trace.path_mtu) {
        const auto& last = last_of(raw, {option::doubletree});
        return host::refusal{last.spelling + ": leaves out hops that --mtu needs; give only one of the two"};
    }
    if (!checked.resume.empty() && checked.output.empty()) {
        return host::refusal{"--resume: the results must go to a file: give one with -o"};
    }
    const auto& format = format_of(raw, checked);
    if (!checked.resume.empty() && !format.not_resumable.empty()) {
        return host::refusal{"--resume: " + std::string{format.not_resumable} + ": give another --format"};
    }
    if (checked.tracer.unprivileged && trace.protocol == protocol::tcp) {
        return host::refusal{"--unprivileged: TCP probes need raw sockets"};
    }
    if (checked.tracer.unprivileged && checked.tracer.fast_path) {
        return host::refusal{
            "--fast-path: needs the privileges that --unprivileged gives up; give only one of the two"};
    }
    return check_gaps(raw, format);
}

}  // namespace

host::or_refusal<run::config> configure(const raw_options& raw) {
    run::config checked;
    for (const auto& option : raw.options) {
        const auto& row = *find_option(option.name);
        const auto taken = row.value.take(checked, option.value);
        if (!taken) return complaint(option, taken.error().accepted);
        if (row.harmless) continue;
        checked.identity.append(row.long_name).append("=").append(option.value).append("\n");
    }
    if (const auto fit = check_paths(raw, checked); !fit) return fit.error();
    if (const auto fit = check_monitor(raw, checked); !fit) return fit.error();
    if (raw.has(option::gap_limit)) checked.trace.least_gap = checked.trace.gap_limit;  // that many, and no fewer
    if (const auto fit = check_together(raw, checked); !fit) return fit.error();
    checked.format = &format_of(raw, checked);
    if (!checked.in_order) checked.seed = random_seed();
    checked.tracer.protocols = {checked.trace.protocol};
    for (const auto& text : raw.targets) {
        const auto spec = targets::parse_target(text);
        if (!spec) return host::refusal{text + ": " + spec.error().message()};
        checked.targets.push_back({text, *spec});
    }
    if (checked.targets.empty() && checked.lists.empty() && checked.monitor.replay.empty()) {
        return host::refusal{"no target: name one, or give a list with --targets FILE; see --help"};
    }
    return checked;
}

}  // namespace tracerouter::cli
