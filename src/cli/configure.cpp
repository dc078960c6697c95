#include "cli/configure.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/option_values.hpp"
#include "targets/target_syntax.hpp"

namespace tracerouter::cli {
namespace {

constexpr std::array shows{named_choice<run::show>{"auto", run::show::automatic},
                           named_choice<run::show>{"always", run::show::always},
                           named_choice<run::show>{"never", run::show::never}};
constexpr std::array log_levels{
    named_choice<log_level>{"trace", log_level::trace}, named_choice<log_level>{"debug", log_level::debug},
    named_choice<log_level>{"info", log_level::info}, named_choice<log_level>{"warn", log_level::warn},
    named_choice<log_level>{"error", log_level::error}};

template <class Number>
constexpr Number largest = std::numeric_limits<Number>::max();

std::string switch_on(bool& out) {
    out = true;
    return {};
}

std::string add_list(std::vector<std::string>& lists, std::string_view text) {
    return take_file_name(lists.emplace_back(), text);
}

std::string add_prefix(std::vector<targets::prefix>& prefixes, std::string_view text) {
    const auto block = targets::parse_prefix(text);
    if (!block) return "an address or a prefix";
    prefixes.push_back(*block);
    return {};
}

std::string take_as_database(run::config& out, std::string_view text) {
    out.as_numbers = true;
    return take_file_name(out.as_database, text);
}

std::string take_format(const report::output_format*& out, std::string_view text) {
    std::vector<named_choice<const report::output_format*>> words;
    for (const auto& format : report::output_formats()) words.push_back({format.word, &format});
    return take_choice(out, text, words);
}

/// Takes one option. Returns what would be accepted if its value is not.
std::string take(run::config& out, const raw_option& raw) {
    const auto& value = raw.value;
    switch (raw.id) {
        case option::targets: return add_list(out.lists, value);
        case option::exclude: return add_prefix(out.excluded, value);
        case option::ipv4: out.family = targets::address_family::ipv4; return {};
        case option::ipv6: out.family = targets::address_family::ipv6; return {};
        case option::all_addresses: return switch_on(out.all_addresses);
        case option::icmp: out.trace.protocol = protocol::icmp; return {};
        case option::udp: out.trace.protocol = protocol::udp; return {};
        case option::tcp: out.trace.protocol = protocol::tcp; return {};
        case option::port:
            return take_number<std::uint16_t>(out.trace.port.emplace(), value, 1, largest<std::uint16_t>);
        case option::source_port:
            return take_number<std::uint16_t>(out.tracer.source_port.emplace(), value, 1, largest<std::uint16_t>);
        case option::first_ttl: return take_number<std::uint8_t>(out.trace.first_ttl, value, 1, 255);
        case option::max_ttl: return take_number<std::uint8_t>(out.trace.max_ttl, value, 1, 255);
        case option::queries:
            out.queries_chosen = true;
            return take_number<std::uint8_t>(out.trace.queries, value, 1, max_queries);
        case option::wait: return take_seconds(out.trace.wait, value, std::chrono::milliseconds{1}, max_wait);
        case option::gap_limit: return take_number<std::uint8_t>(out.trace.gap_limit, value, 1, 255);
        case option::flow:
            return take_number<std::uint16_t>(out.trace.flow.emplace(), value, 0, largest<std::uint16_t>);
        case option::doubletree: return switch_on(out.trace.stop_set);
        case option::source: return take_address(out.tracer.source, value);
        case option::interface: return take_interface(out.tracer.interface, value);
        case option::mark: return take_mark(out.tracer.mark, value);
        case option::tos: return take_tos(out.trace.tos, value);
        case option::size:
            return take_number<std::uint16_t>(out.trace.packet_size.emplace(), value,
                                              min_packet_size(protocol::icmp, false), largest<std::uint16_t>);
        case option::dont_fragment: return switch_on(out.trace.dont_fragment);
        case option::mtu: return switch_on(out.trace.path_mtu);
        case option::unprivileged: return switch_on(out.tracer.unprivileged);
        case option::rate: return take_number<std::uint32_t>(out.tracer.rate, value, 0, largest<std::uint32_t>);
        case option::parallel: return take_number<std::uint32_t>(out.tracer.window, value, 1, max_window);
        case option::numeric: out.names = false; return {};
        case option::as_numbers: return switch_on(out.as_numbers);
        case option::as_database: return take_as_database(out, value);
        case option::place_database: return take_file_name(out.place_database, value);
        case option::dns_timeout: return take_seconds(out.dns_timeout, value, duration::zero(), max_wait);
        case option::hidden_hops: return take_number<std::uint8_t>(out.hidden_hops, value, 0, 254);
        case option::format: return take_format(out.format, value);
        case option::table: return {};  // format_of()
        case option::output: return take_file_name(out.output, value);
        case option::resume: return take_file_name(out.resume, value);
        case option::in_order: return switch_on(out.in_order);
        case option::color: return take_choice(out.color, value, shows);
        case option::progress: return take_choice(out.progress, value, shows);
        case option::statistics:
            return take_seconds(out.statistics_interval.emplace(), value, std::chrono::milliseconds{100},
                                std::chrono::hours{24});

        case option::log_level: return take_choice(out.level, value, log_levels);
        case option::log_file: return take_file_name(out.log_file, value);
        case option::help:
        case option::version: return {};
    }
    return {};
}

/// Whether another value leaves the results the same, but for their order and times.
bool is_harmless(option id) {
    constexpr std::array harmless{option::rate,       option::parallel,  option::resume,  option::progress,
                                  option::statistics, option::log_level, option::log_file};
    return std::find(harmless.begin(), harmless.end(), id) != harmless.end();
}

std::uint64_t random_seed() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

usage_error complaint(const raw_option& raw, const std::string& accepted) {
    return {raw.spelling + (raw.value.empty() ? "" : ' ' + raw.value) + ": expected " + accepted};
}

const raw_option& last_of(const raw_options& raw, std::initializer_list<option> any) {
    return *std::find_if(raw.options.rbegin(), raw.options.rend(), [any](const raw_option& typed) {
        return std::find(any.begin(), any.end(), typed.id) != any.end();
    });
}

// Rules that concern two options are said of whichever of them stands last.

usage_error ttl_complaint(const raw_options& raw, const run::config& checked) {
    const auto& last = last_of(raw, {option::first_ttl, option::max_ttl});
    if (last.id == option::first_ttl) {
        return complaint(last, "a number from 1 to the highest TTL, " + std::to_string(checked.trace.max_ttl));
    }
    return complaint(last, "a number from the lowest TTL, " + std::to_string(checked.trace.first_ttl) + ", to 255");
}

usage_error size_complaint(const raw_options& raw, std::uint16_t least, std::uint16_t most) {
    return complaint(last_of(raw, {option::size}),
                     "a number from " + std::to_string(least) + " to " + std::to_string(most));
}

/// --table is a kind of the default format.
const report::output_format& format_of(const raw_options& raw, const run::config& checked) {
    return raw.has(option::table) ? report::table_format() : *checked.format;
}

std::optional<usage_error> gap_complaint(const raw_options& raw, const report::output_format& format) {
    for (const auto& typed : raw.options) {
        const auto wanted = find_option(typed.id)->shows;
        const auto reason = wanted ? format.gap_of(*wanted) : std::string_view{};
        if (!reason.empty())
            return usage_error{typed.spelling + ": " + std::string{reason} + "; give another --format"};
    }
    return std::nullopt;
}

/// What is wrong with the options taken together.
std::optional<usage_error> contradiction(const raw_options& raw, const run::config& checked) {
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
        return usage_error{last.spelling + ": ICMP has no ports: use it with -U or -T"};
    }
    if (checked.tracer.source_port && trace.flow) {
        const auto& last = last_of(raw, {option::source_port, option::flow});
        return usage_error{last.spelling + ": a source port is a flow of one's own choice; give no --flow beside it"};
    }
    const auto& usual = report::output_formats().front();
    if (raw.has(option::table) && checked.format != &usual) {
        return usage_error{last_of(raw, {option::table}).spelling + ": is a kind of " + std::string{usual.word} +
                           ": leave --format out"};
    }
    if (trace.stop_set && trace.path_mtu) {
        const auto& last = last_of(raw, {option::doubletree});
        return usage_error{last.spelling + ": leaves hops out, which --mtu needs; give only one of them"};
    }
    if (!checked.resume.empty() && checked.output.empty()) {
        return usage_error{"--resume: the results must go to a file: give one with -o"};
    }
    const auto& format = format_of(raw, checked);
    if (!checked.resume.empty() && !format.not_resumable.empty()) {
        return usage_error{"--resume: " + std::string{format.not_resumable} + ": give another --format"};
    }
    if (checked.tracer.unprivileged && trace.protocol == protocol::tcp) {
        return usage_error{"--unprivileged: TCP probes need raw sockets"};
    }
    return gap_complaint(raw, format);
}

}  // namespace

boost::system::result<run::config, usage_error> configure(const raw_options& raw) {
    run::config checked;
    for (const auto& option : raw.options) {
        const auto accepted = take(checked, option);
        if (!accepted.empty()) return complaint(option, accepted);
        if (is_harmless(option.id)) continue;
        checked.identity.append(find_option(option.id)->long_name).append("=").append(option.value).append("\n");
    }
    if (auto wrong = contradiction(raw, checked)) return *std::move(wrong);
    checked.format = &format_of(raw, checked);
    if (!checked.in_order) checked.seed = random_seed();
    checked.tracer.protocols = {checked.trace.protocol};
    for (const auto& text : raw.targets) {
        const auto spec = targets::parse_target(text);
        if (!spec) return usage_error{text + ": " + spec.error().message()};
        checked.targets.push_back({text, *spec});
    }
    if (checked.targets.empty() && checked.lists.empty()) {
        return usage_error{"no target: name one, or give a list with --targets FILE; see --help"};
    }
    return checked;
}

}  // namespace tracerouter::cli
