#include "cli/traceroute_habits.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tracerouter::cli {
namespace {

constexpr bool with_value = true;
constexpr std::string_view no_source_routes = "routers no longer follow source routes; leave it out";
constexpr std::string_view other_protocol = "probes are ICMP (-I), UDP (-U) or TCP (-T)";

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// MAX of MAX,HERE,NEAR; anything else as it is.
std::string first_of_three(const std::string& text) {
    const bool numbers = text.find_first_not_of("0123456789.,") == std::string::npos;
    return numbers && std::ranges::count(text, ',') <= 2 ? text.substr(0, text.find(',')) : text;
}

using translated = host::or_refusal<std::optional<raw_option>>;

host::refusal complaint(std::string_view spelling, std::string_view given, std::string_view what) {
    return {std::string{spelling} + ' ' + std::string{given} + ": " + std::string{what}};
}

constexpr double least_pause = 1e-6;  // seconds; less is none

/// Seconds between probes, above 10 milliseconds, as packets per second.
translated rate_of(std::string_view spelling, std::string_view pause) {
    double seconds = 0;
    const auto [end, error] = std::from_chars(pause.data(), pause.data() + pause.size(), seconds);
    if (error != std::errc{} || end != pause.data() + pause.size() || !(seconds >= 0)) {
        return complaint(spelling, pause, "expected a number of seconds");
    }
    if (seconds > 10) seconds /= 1000;
    if (seconds < least_pause) return std::optional<raw_option>{};
    if (seconds > 1) return complaint(spelling, pause, "that is less than one packet per second; use --rate 1");
    return raw_option{option::rate, std::string{spelling}, std::to_string(static_cast<unsigned>(1 / seconds))};
}

translated method_of(std::string_view spelling, std::string_view name) {
    const auto with = [&](std::string_view ours) { return std::optional{raw_option{ours, std::string{spelling}, {}}}; };
    if (name == "icmp") return with(option::icmp);
    if (name == "tcp") return with(option::tcp);
    if (name == "udp" || name == "default") return with(option::udp);
    return complaint(spelling, name, other_protocol);
}

/// Of the options that -T has there: "syn" is what is sent anyway, and "info" what JSON tells of the last answer.
translated flags_of(std::string_view spelling, std::string_view words) {
    for (std::string_view rest = words; !rest.empty();) {
        const auto word = rest.substr(0, rest.find(','));
        if (word != "syn" && word != "info") return complaint(spelling, words, "use -p, --source-port or -t");
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    return std::optional<raw_option>{};
}

constexpr std::array habits{
    // Former names of ours.
    habit{.long_name = "window", .takes_value = with_value, .same_as = option::parallel},
    habit{.long_name = "pretty", .same_as = option::table},
    habit{.long_name = "stop-set", .same_as = option::doubletree},
    // Another name of ours.
    habit{.long_name = "first", .takes_value = with_value, .same_as = option::first_ttl},
    habit{.long_name = "max-hops", .takes_value = with_value, .same_as = option::max_ttl},
    habit{.short_name = 'l', .long_name = "flowlabel", .takes_value = with_value, .same_as = option::flow},
    habit{.long_name = "sport", .takes_value = with_value, .same_as = option::source_port},
    habit{.short_name = 'z', .long_name = "sendwait", .takes_value = with_value, .by_value = rate_of},
    habit{.short_name = 'M', .long_name = "module", .takes_value = with_value, .by_value = method_of},
    habit{.long_name = "as-path-lookups", .same_as = option::as_numbers},
    habit{.short_name = 'V', .same_as = option::version},
    // All probes leave at once, extensions are shown, and so on.
    habit{.short_name = 'N', .long_name = "sim-queries", .takes_value = with_value},
    habit{.short_name = 'e', .long_name = "extensions"},
    habit{.short_name = 'd', .long_name = "debug"},
    habit{.long_name = "back"},
    // What cannot be honoured.
    habit{.short_name = 'g', .long_name = "gateway", .takes_value = with_value, .instead = no_source_routes},
    habit{.short_name = 'r', .instead = "probes always follow the routing table; -i chooses the interface"},
    habit{.short_name = 'P', .long_name = "protocol", .takes_value = with_value, .instead = other_protocol},
    habit{.short_name = 'O', .long_name = "options", .takes_value = with_value, .by_value = flags_of},
    habit{.short_name = 'D', .long_name = "dccp", .instead = other_protocol},
    habit{.short_name = 'L', .instead = other_protocol},
};

}  // namespace

std::span<const habit> traceroute_habits() {
    return habits;
}

const habit* find_habit(std::string_view spelling) {
    const auto* found = std::find_if(habits.begin(), habits.end(), [spelling](const habit& one) {
        const bool long_form = !one.long_name.empty() && spelling == "--" + std::string{one.long_name};
        return long_form || (one.short_name != 0 && spelling == std::string{'-', one.short_name});
    });
    return found != habits.end() ? found : nullptr;
}

translated translate(const habit& known, std::string_view spelling, std::string_view given) {
    if (!known.instead.empty()) return host::refusal{std::string{spelling} + ": " + std::string{known.instead}};
    if (known.by_value) return known.by_value(spelling, given);
    if (known.same_as.empty()) return std::optional<raw_option>{};
    return raw_option{known.same_as, std::string{spelling}, std::string{given}};
}

void take_habits_of_values(raw_options& raw) {
    for (auto& typed : raw.options) {
        if (typed.name == option::wait) typed.value = first_of_three(typed.value);
    }
    if (raw.targets.size() != 2 || is_number(raw.targets.front()) || !is_number(raw.targets.back())) return;
    raw.options.push_back({option::size, "packet length", raw.targets.back()});
    raw.targets.pop_back();
}

}  // namespace tracerouter::cli
