#include "view/figures.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>

#include "report/text_buffer.hpp"

namespace tracerouter::view {
namespace {

std::string with_decimals(double value, int decimals) {
    std::array<char, 32> digits{};
    // More than a day in milliseconds, or in seconds, is shown nowhere.
    const double bounded = std::clamp(value, 0.0, 1e9);
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), bounded, std::chars_format::fixed, decimals);
    return {digits.data(), end};
}

}  // namespace

std::string milliseconds_text(std::optional<duration> value) {
    if (!value) return "-";
    const double number = std::chrono::duration<double, std::milli>{*value}.count();
    // The bounds are where rounding would need one more digit.
    if (number < 9.995) return with_decimals(number, 2);
    return with_decimals(number, number < 99.95 ? 1 : 0);
}

std::string count_text(std::uint64_t value) {
    constexpr std::string_view units = "kMGTPE";
    if (value < 100'000) return std::to_string(value);
    std::size_t unit = 0;
    for (value /= 1000; value >= 10'000; value /= 1000) ++unit;
    return std::to_string(value) + units[unit];
}

std::string percent_text(std::optional<double> share) {
    return share ? with_decimals(100 * *share, 1) : "-";
}

std::optional<double> share_of(std::uint64_t some, std::uint64_t all) {
    if (all == 0) return std::nullopt;
    return static_cast<double>(some) / static_cast<double>(all);
}

std::string span_text(std::chrono::seconds span) {
    const auto number = std::max<std::int64_t>(span.count(), 0);
    if (number < 60) return std::to_string(number) + 's';
    if (number < 3600) return std::to_string(number / 60) + 'm';
    if (number < 360'000) return std::to_string(number / 3600) + 'h';
    return std::to_string(std::min<std::int64_t>(number / 86'400, 9999)) + 'd';
}

std::string seconds_text(duration value) {
    auto text = with_decimals(std::chrono::duration<double>{value}.count(), 3);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string time_of_day(std::chrono::system_clock::time_point moment) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
    const std::chrono::hh_mm_ss time{seconds - std::chrono::floor<std::chrono::days>(seconds)};
    report::text_buffer out;
    out.append_padded(static_cast<std::uint64_t>(time.hours().count()), 2).append(':');
    out.append_padded(static_cast<std::uint64_t>(time.minutes().count()), 2).append(':');
    out.append_padded(static_cast<std::uint64_t>(time.seconds().count()), 2);
    return std::string{out.text()};
}

}  // namespace tracerouter::view
