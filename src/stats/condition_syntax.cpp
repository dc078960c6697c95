// parse_condition: the words of --fail-if.

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include "stats/condition.hpp"

namespace tracerouter::stats {
namespace {

struct figure_word {
    std::string_view word;
    std::optional<duration> rtt_summary::*figure;
};

constexpr std::array figure_words{
    figure_word{"median", &rtt_summary::median}, figure_word{"p95", &rtt_summary::p95},
    figure_word{"p99", &rtt_summary::p99},       figure_word{"mean", &rtt_summary::mean},
    figure_word{"best", &rtt_summary::best},     figure_word{"worst", &rtt_summary::worst},
    figure_word{"jitter", &rtt_summary::jitter}, figure_word{"stddev", &rtt_summary::deviation},
};

struct plain_word {
    std::string_view word;
    condition_kind kind;
};

constexpr std::array plain_words{
    plain_word{"path-changed", condition_kind::path_changed},
    plain_word{"as-path-changed", condition_kind::as_path_changed},
    plain_word{"unreachable", condition_kind::unreachable},
};

struct window_word {
    std::string_view word;
    std::chrono::seconds length;
};

constexpr std::array window_words{
    window_word{"60s", std::chrono::seconds{60}},   window_word{"300s", std::chrono::seconds{300}},
    window_word{"900s", std::chrono::seconds{900}}, window_word{"1m", std::chrono::seconds{60}},
    window_word{"5m", std::chrono::seconds{300}},   window_word{"15m", std::chrono::seconds{900}},
};

struct time_unit {
    std::string_view word;
    double nanoseconds;
};

constexpr std::array time_units{time_unit{"us", 1e3}, time_unit{"ms", 1e6}, time_unit{"s", 1e9}};
constexpr double longest_seconds = 3600;

/// Longer conditions are not repeated in a message.
constexpr std::size_t longest_condition = 64;

std::string wrong(std::string_view text, std::string_view why) {
    std::string message;
    if (text.size() <= longest_condition) message.append("'").append(text).append("': ");
    return message.append(why);
}

/// The parts of "what[window]>limit".
struct comparison {
    std::string_view what;
    std::optional<std::string_view> window;
    std::string_view limit;
};

comparison parts_of(std::string_view text, std::size_t sign) {
    comparison parts{.what = text.substr(0, sign), .window = {}, .limit = text.substr(sign + 1)};
    const auto bracket = parts.what.find('[');
    if (bracket == std::string_view::npos) return parts;
    auto window = parts.what.substr(bracket + 1);
    parts.what = parts.what.substr(0, bracket);
    if (window.ends_with(']')) window.remove_suffix(1);
    parts.window = window;
    return parts;
}

/// A decimal number, not negative, and what is behind it.
std::optional<double> take_decimal(std::string_view& text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || !std::isfinite(number) || number < 0 || text.starts_with('-')) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::optional<double> share_of(std::string_view text) {
    const auto number = take_decimal(text);
    if (!number || text != "%" || *number >= 100) return std::nullopt;
    return *number / 100;
}

std::optional<duration> time_of(std::string_view text) {
    const auto number = take_decimal(text);
    if (!number) return std::nullopt;
    for (const time_unit& unit : time_units) {
        if (text != unit.word || *number * unit.nanoseconds > longest_seconds * 1e9) continue;
        return duration{std::llround(*number * unit.nanoseconds)};
    }
    return std::nullopt;
}

std::optional<std::chrono::seconds> window_of(std::string_view word) {
    for (const window_word& window : window_words) {
        if (window.word == word) return window.length;
    }
    return std::nullopt;
}

std::variant<condition, std::string> parse_limit(std::string_view text, condition made, std::string_view what,
                                                 std::string_view limit) {
    if (what == "loss") {
        const auto share = share_of(limit);
        if (!share) return wrong(text, "the limit of loss is a percentage from 0% to below 100%, as in loss>5%");
        made.share = *share;
        return made;
    }
    made.kind = condition_kind::round_trip;
    for (const figure_word& figure : figure_words) {
        if (figure.word != what) continue;
        const auto time = time_of(limit);
        if (!time) return wrong(text, "the limit of a time is a number with us, ms or s, up to 3600s, as in p95>80ms");
        made.figure = figure.figure;
        made.time = *time;
        return made;
    }
    return wrong(text, "compared can be loss, median, p95, p99, mean, best, worst, jitter and stddev");
}

}  // namespace

std::variant<condition, std::string> parse_condition(std::string_view text) {
    for (const plain_word& plain : plain_words) {
        if (plain.word == text) return condition{.kind = plain.kind};
    }
    const auto sign = text.find('>');
    if (sign == std::string_view::npos)
        return wrong(text,
                     "a condition is like loss>5%, loss[5m]>2%, p95>80ms, path-changed, as-path-changed or "
                     "unreachable");
    const comparison parts = parts_of(text, sign);
    condition made;
    if (parts.window) {
        made.window = window_of(*parts.window);
        const bool closed = text.substr(0, sign).ends_with(']');
        if (!made.window || !closed) return wrong(text, "a window is [1m], [5m] or [15m], before the >");
    }
    return parse_limit(text, made, parts.what, parts.limit);
}

}  // namespace tracerouter::stats
