#include "cli/config.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <limits>

#include "cli/option_values.hpp"
#include "resolve/target_syntax.hpp"

namespace tracerouter::cli {
namespace {

constexpr std::array formats{named_choice<output_format>{"text", output_format::text},
                             named_choice<output_format>{"json", output_format::json}};
constexpr std::array color_modes{named_choice<color_mode>{"auto", color_mode::automatic},
                                 named_choice<color_mode>{"always", color_mode::always},
                                 named_choice<color_mode>{"never", color_mode::never}};
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

std::string add_prefix(std::vector<resolve::prefix>& prefixes, std::string_view text) {
    const auto block = resolve::parse_prefix(text);
    if (!block) return "an address or a prefix";
    prefixes.push_back(*block);
    return {};
}

/// Takes one option. Returns what would be accepted if its value is not.
std::string take(config& out, const raw_option& raw) {
    const auto& value = raw.value;
    switch (raw.id) {
        case option::targets: return add_list(out.lists, value);
        case option::exclude: return add_prefix(out.excluded, value);
        case option::ipv4: out.family = resolve::address_family::ipv4; return {};
        case option::first_ttl: return take_number<std::uint8_t>(out.trace.first_ttl, value, 1, 255);
        case option::max_ttl: return take_number<std::uint8_t>(out.trace.max_ttl, value, 1, 255);
        case option::queries:
            out.queries_chosen = true;
            return take_number<std::uint8_t>(out.trace.queries, value, 1, max_queries);
        case option::wait: return take_seconds(out.trace.wait, value, std::chrono::milliseconds{1}, max_wait);
        case option::gap_limit: return take_number<std::uint8_t>(out.trace.gap_limit, value, 1, 255);
        case option::flow:
            return take_number<std::uint16_t>(out.trace.flow.emplace(), value, 0, largest<std::uint16_t>);
        case option::source: return take_ipv4_address(out.tracer.source, value);
        case option::interface: return take_interface(out.tracer.interface, value);
        case option::tos: return take_tos(out.trace.tos, value);
        case option::size:
            return take_number<std::uint16_t>(out.trace.packet_size, value, min_packet_size, largest<std::uint16_t>);
        case option::dont_fragment: return switch_on(out.trace.dont_fragment);
        case option::rate: return take_number<std::uint32_t>(out.tracer.rate, value, 1, largest<std::uint32_t>);
        case option::window: return take_number<std::uint32_t>(out.tracer.window, value, 1, max_window);
        case option::numeric: out.names = false; return {};
        case option::format: return take_choice(out.format, value, formats);
        case option::output: return take_file_name(out.output, value);
        case option::in_order: return switch_on(out.in_order);
        case option::color: return take_choice(out.color, value, color_modes);
        case option::log_level: return take_choice(out.level, value, log_levels);
        case option::log_file: return take_file_name(out.log_file, value);
        case option::help:
        case option::version: return {};
    }
    return {};
}

usage_error complaint(const raw_option& raw, const std::string& accepted) {
    return {raw.spelling + (raw.value.empty() ? "" : ' ' + raw.value) + ": expected " + accepted};
}

/// The one rule that concerns two options: said of whichever stands last.
usage_error ttl_complaint(const raw_options& raw, const config& checked) {
    const auto is_ttl = [](const raw_option& o) { return o.id == option::first_ttl || o.id == option::max_ttl; };
    const auto& last = *std::find_if(raw.options.rbegin(), raw.options.rend(), is_ttl);
    if (last.id == option::first_ttl) {
        return complaint(last, "a number from 1 to the highest TTL, " + std::to_string(checked.trace.max_ttl));
    }
    return complaint(last, "a number from the lowest TTL, " + std::to_string(checked.trace.first_ttl) + ", to 255");
}

}  // namespace

boost::system::result<config, usage_error> configure(const raw_options& raw) {
    config checked;
    for (const auto& option : raw.options) {
        const auto accepted = take(checked, option);
        if (!accepted.empty()) return complaint(option, accepted);
    }
    if (checked.trace.first_ttl > checked.trace.max_ttl) return ttl_complaint(raw, checked);
    for (const auto& text : raw.targets) {
        const auto spec = resolve::parse_target(text);
        if (!spec) return usage_error{text + ": " + spec.error().message()};
        checked.targets.push_back({text, *spec});
    }
    if (checked.targets.empty() && checked.lists.empty()) {
        return usage_error{"no target: name one, or give a list with --targets FILE; see --help"};
    }
    return checked;
}

}  // namespace tracerouter::cli
