#include "view/strip.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "view/figures.hpp"
#include "view/looks.hpp"

namespace tracerouter::view {
namespace {

constexpr std::u32string_view bars = U"\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
constexpr std::u32string_view ascii_bars = U"_.-:=+*#";

/// Between which round-trip times a strip shows differences.
struct height_range {
    duration low{};
    duration high{};
};

// Differences of less than a millisecond, or a quarter of the whole, are no hills.
std::optional<height_range> range_of(const std::vector<history_bin>& bins) {
    std::optional<height_range> range;
    for (const auto& bin : bins) {
        if (!bin.best) continue;
        if (!range) range = {*bin.best, *bin.best};
        range->low = std::min(range->low, *bin.best);
        range->high = std::max(range->high, *bin.best);
    }
    if (range) range->high = std::max({range->high, range->low + std::chrono::milliseconds{1}, range->low * 5 / 4});
    return range;
}

char32_t bar_of(duration rtt, const height_range& range, bool unicode) {
    const auto height = (rtt - range.low) * 7 / (range.high - range.low);
    const auto level = static_cast<std::size_t>(std::clamp<std::int64_t>(height, 0, 7));
    return unicode ? bars[level] : ascii_bars[level];
}

cell cell_of(const history_bin& bin, const std::optional<height_range>& range, bool unicode) {
    if (bin.decided == 0) return {};
    if (bin.lost == bin.decided) return {U'X', loss_look};
    if (bin.lost > 0) return {U'!', loss_look};
    return bin.best ? cell{bar_of(*bin.best, *range, unicode), look_of(*bin.best)} : cell{};
}

history::second start_of(const strip_span& span, std::size_t index) {
    return span.end - span.cell * static_cast<std::int64_t>(span.cells - index);
}

/// A round span of time between two labels of a scale, each of which needs some room.
std::chrono::seconds distance_of_labels(std::chrono::seconds cell) {
    constexpr int room = 10;
    for (const int seconds : {10, 30, 60, 120, 300}) {
        if (cell * room <= std::chrono::seconds{seconds}) return std::chrono::seconds{seconds};
    }
    return std::chrono::seconds{600};
}

/// "-50s", "-2m" or "-1:10".
std::string label_of(std::chrono::seconds back) {
    const auto seconds = back.count() % 60;
    std::string label{'-'};
    if (back < std::chrono::minutes{1} || seconds == 0) return label.append(span_text(back));
    label.append(std::to_string(back.count() / 60)).append(seconds < 10 ? ":0" : ":");
    return label.append(std::to_string(seconds));
}

void put_label(std::vector<cell>& scale, std::size_t at, std::string_view text) {
    for (std::size_t i = 0; i < text.size() && at + i < scale.size(); ++i)
        scale[at + i] = {static_cast<char32_t>(text[i]), quiet_look};
}

}  // namespace

strip_span span_until(std::chrono::system_clock::time_point end, std::chrono::seconds cell, std::size_t cells) {
    const auto last = std::chrono::floor<std::chrono::seconds>(end).time_since_epoch();
    return {history::second{(last / cell + 1) * cell}, cell, cells};
}

std::vector<cell> strip_of(const history& past, std::uint16_t ttl, const strip_span& span, bool unicode) {
    std::vector<history_bin> bins;
    for (std::size_t i = 0; i < span.cells; ++i) bins.push_back(past.bin(ttl, start_of(span, i), span.cell));
    const auto range = range_of(bins);
    std::vector<cell> strip;
    for (const auto& bin : bins) strip.push_back(cell_of(bin, range, unicode));
    return strip;
}

std::vector<cell> scale_of(const history& past, const strip_span& span) {
    std::vector<cell> scale(span.cells);
    const auto step = distance_of_labels(span.cell);
    for (std::int64_t number = 1;; ++number) {
        const auto back = step * number;
        const auto cells = static_cast<std::size_t>(back / span.cell);
        if (cells > span.cells) break;
        put_label(scale, span.cells - cells, label_of(back));
    }
    for (const auto reset : past.resets()) {
        if (reset < start_of(span, 0) || reset >= span.end) continue;
        scale[static_cast<std::size_t>((reset - start_of(span, 0)) / span.cell)] = {U'|', change_look};
    }
    return scale;
}

}  // namespace tracerouter::view
