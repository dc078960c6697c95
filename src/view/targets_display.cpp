#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "view/change_text.hpp"
#include "view/columns.hpp"
#include "view/displays.hpp"
#include "view/figures.hpp"
#include "view/host_text.hpp"
#include "view/looks.hpp"
#include "view/strip.hpp"
#include "view/table.hpp"

namespace tracerouter::view {
namespace {

/// The hop that is the target itself; null: it has not answered lately.
const hop_summary* hop_of_target(const monitor_result& result) {
    const auto found = std::find_if(result.hops.begin(), result.hops.end(), [&result](const hop_summary& hop) {
        return result.distance && hop.ttl == *result.distance;
    });
    return found == result.hops.end() ? nullptr : &*found;
}

std::string last_change_text(const monitor_result& result, std::chrono::system_clock::time_point now) {
    if (result.changes.empty()) return {};
    const auto& newest = result.changes.back();
    return span_text(std::chrono::floor<std::chrono::seconds>(now - time_of(newest))) + ' ' + word_of(newest);
}

table_line target_line(std::size_t number, const model& seen, const screen_state& state) {
    const auto& result = seen.results[number];
    const auto* const hop = hop_of_target(result);
    const auto text = [&](char letter) {
        return hop != nullptr ? column_text(letter, result, *hop) : std::string{"-"};
    };
    return {.texts = {{std::to_string(number + 1)},
                      {target_text(result, seen.unicode)},
                      {result.distance ? std::to_string(*result.distance) : "-"},
                      {text('L'), hop != nullptr && hop->probes.lost > 0 ? loss_look : look{}},
                      {text('N')},
                      {text('p')},
                      {text('q')},
                      {last_change_text(result, seen.now), change_look}},
            .selected = seen.interactive && state.target() == number};
}

}  // namespace

void draw_targets(cell_grid& grid, row_span where, const model& seen, const screen_state& state) {
    using kind = table_column::kind;
    table shown{{{.title = "No", .holds = kind::figure, .worth = 1000, .least = 4},
                 {.title = "Target", .holds = kind::host},
                 {.title = "Hops", .holds = kind::figure, .worth = 60, .least = 4},
                 {.title = "Loss%", .holds = kind::figure, .worth = 90, .least = 5},
                 {.title = "Last", .holds = kind::figure, .worth = 70, .least = 5},
                 {.title = "Med", .holds = kind::figure, .worth = 80, .least = 5},
                 {.title = "p95", .holds = kind::figure, .worth = 50, .least = 5},
                 {.title = "Change", .holds = kind::word, .worth = 55, .least = 8}}};
    for (std::size_t number = 0; number < seen.results.size(); ++number) shown.add(target_line(number, seen, state));
    const auto until = [&](std::size_t cells) { return span_until(state.history_end(seen), state.cell(), cells); };
    shown.set_strip(
        table::strip_room::rest,
        [&](std::size_t number, std::size_t cells) {
            const auto* const hop = hop_of_target(seen.results[number]);
            if (hop == nullptr) return std::vector<cell>{};
            return strip_of(history_of(seen, number), hop->ttl, until(cells), seen.unicode);
        },
        [&](std::size_t cells) { return scale_of(history{}, until(cells)); });
    shown.draw(grid, where.top, where.rows, seen.unicode);
}

}  // namespace tracerouter::view
