#include "report/monitor_columns.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

#include "tracerouter/time.hpp"

namespace tracerouter::report {
namespace {

using cell_text = std::optional<std::string>;

/// One decimal, rounded as printf does.
std::string one_decimal(double value) {
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), "%.1f", value);
    return {text.data(), static_cast<std::size_t>(std::clamp(length, 0, static_cast<int>(text.size()) - 1))};
}

cell_text time_cell(const std::optional<duration>& time) {
    if (!time) return {};
    return one_decimal(std::chrono::duration<double, std::milli>{*time}.count());
}

cell_text loss_cell(const std::optional<share_estimate>& loss) {
    if (!loss) return {};
    return one_decimal(loss->share * 100) + '%';
}

template <std::optional<duration> rtt_summary::*Member>
cell_text rtt_cell(const hop_summary& hop) {
    return time_cell(hop.rtt.*Member);
}

template <std::uint64_t probe_counts::*Member>
cell_text count_cell(const hop_summary& hop) {
    return std::to_string(hop.probes.*Member);
}

cell_text loss_of_all(const hop_summary& hop) {
    return loss_cell(hop.loss);
}

constexpr std::chrono::seconds loss_window{300};

cell_text loss_of_window(const hop_summary& hop) {
    const auto window = std::ranges::find(hop.windows, loss_window, &window_summary::length);
    return window == hop.windows.end() ? cell_text{} : loss_cell(window->loss);
}

constexpr std::array column_rows{
    monitor_column{'L', "Loss%", 6, loss_of_all},
    monitor_column{'D', "Drop", 5, count_cell<&probe_counts::lost>},
    monitor_column{'R', "Rcv", 6, count_cell<&probe_counts::answered>},
    monitor_column{'S', "Snt", 6, count_cell<&probe_counts::sent>},
    monitor_column{'N', "Last", 6, rtt_cell<&rtt_summary::last>},
    monitor_column{'B', "Best", 6, rtt_cell<&rtt_summary::best>},
    monitor_column{'A', "Avg", 6, rtt_cell<&rtt_summary::mean>},
    monitor_column{'W', "Wrst", 6, rtt_cell<&rtt_summary::worst>},
    monitor_column{'V', "StDev", 6, rtt_cell<&rtt_summary::deviation>},
    monitor_column{'G', "Gmean", 6, rtt_cell<&rtt_summary::geometric_mean>},
    monitor_column{'J', "Jttr", 5, rtt_cell<&rtt_summary::last_difference>},
    monitor_column{'M', "Javg", 5, rtt_cell<&rtt_summary::mean_difference>},
    monitor_column{'X', "Jmax", 5, rtt_cell<&rtt_summary::worst_difference>},
    monitor_column{'I', "Jint", 5, rtt_cell<&rtt_summary::jitter>},
    monitor_column{'p', "Median", 7, rtt_cell<&rtt_summary::median>},
    monitor_column{'q', "p95", 6, rtt_cell<&rtt_summary::p95>},
    monitor_column{'9', "p99", 6, rtt_cell<&rtt_summary::p99>},
    monitor_column{'w', "Loss5m", 7, loss_of_window},
};

constexpr char blank_letter = ' ';
constexpr std::string_view letters_of_views = "ch";

const monitor_column* find_column(char letter) {
    const auto found = std::ranges::find(column_rows, letter, &monitor_column::letter);
    return found == column_rows.end() ? nullptr : &*found;
}

/// Only decimals are cut, so what is left is the same number, less exact.
std::string fitted(std::string text, std::size_t width) {
    const auto point = text.find('.');
    if (point != std::string::npos && text.size() >= width) text.resize(std::max(width - 1, point));
    return text;
}

void append_right(std::string& out, std::string_view text, std::size_t width) {
    out.append(text.size() < width ? width - text.size() : 1, ' ').append(text);
}

}  // namespace

std::span<const monitor_column> monitor_columns() {
    return column_rows;
}

bool are_columns(std::string_view letters) {
    return std::ranges::all_of(letters, [](char one) {
        return one == blank_letter || one == '_' || find_column(one) != nullptr ||
               letters_of_views.find(one) != std::string_view::npos;
    });
}

std::string column_titles(std::string_view letters) {
    std::string out;
    for (const char letter : letters) {
        if (letter == blank_letter) out += ' ';
        if (const auto* column = find_column(letter)) append_right(out, column->title, column->width);
    }
    return out;
}

std::string column_values(std::string_view letters, const hop_summary& hop) {
    std::string out;
    for (const char letter : letters) {
        if (letter == blank_letter) out += ' ';
        const auto* column = find_column(letter);
        if (column == nullptr) continue;
        append_right(out, fitted(column->value(hop).value_or("-"), column->width), column->width);
    }
    return out;
}

}  // namespace tracerouter::report
