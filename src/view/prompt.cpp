#include "view/prompt.hpp"

#include <charconv>
#include <chrono>
#include <system_error>
#include <utility>

namespace tracerouter::view {
namespace {

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = error == std::errc{} && end == text.data() + text.size();
    return all ? std::optional{number} : std::nullopt;
}

}  // namespace

prompt::progress prompt::press(const key& pressed) {
    switch (pressed.name) {
        case key_name::enter: return progress::answered;
        case key_name::escape: return progress::given_up;
        case key_name::backspace:
            proposed_ = false;
            if (!typed_.empty()) typed_.pop_back();
            return progress::open;
        case key_name::character: break;
        default: return progress::open;
    }
    const bool taken =
        pressed.character >= 0x20 && pressed.character < 0x7F && (proposed_ || typed_.size() < most_characters);
    if (!taken) return progress::open;
    if (std::exchange(proposed_, false)) typed_.clear();
    typed_ += static_cast<char>(pressed.character);
    return progress::open;
}

std::string prompt::text() const {
    switch (asked_) {
        case question::columns: return "Columns: " + typed_;
        case question::interval: return "Interval, seconds: " + typed_;
        case question::replay_time: return "Go to h:mm:ss: " + typed_;
    }
    return typed_;
}

std::optional<duration> parse_interval(std::string_view typed) {
    const auto seconds = whole_number<double>(typed);
    constexpr std::chrono::duration<double> least{shortest_interval};
    constexpr std::chrono::duration<double> most{longest_interval};
    if (!seconds || !(*seconds >= least.count() && *seconds <= most.count())) return std::nullopt;
    return std::chrono::round<duration>(std::chrono::duration<double>{*seconds});
}

std::optional<duration> parse_time(std::string_view typed) {
    constexpr std::uint64_t year = 31'622'400;
    std::uint64_t seconds = 0;
    int parts = 0;
    for (bool more = true; more; ++parts) {
        const auto colon = typed.find(':');
        more = colon != std::string_view::npos;
        const auto number = whole_number<std::uint64_t>(typed.substr(0, colon));
        if (!number || *number > year || parts == 3) return std::nullopt;
        seconds = 60 * seconds + *number;
        if (more) typed.remove_prefix(colon + 1);
    }
    if (seconds > year) return std::nullopt;
    return std::chrono::seconds{seconds};
}

}  // namespace tracerouter::view
