#include <string>
#include <utility>
#include <vector>

#include "view/columns.hpp"
#include "view/displays.hpp"
#include "view/host_text.hpp"
#include "view/looks.hpp"
#include "view/strip.hpp"
#include "view/table.hpp"

namespace tracerouter::view {
namespace {

table_line history_line(const hop_summary& hop, const model& seen, const screen_state& state) {
    const auto& result = seen.results[state.target()];
    const auto host =
        hop.responders.empty() ? std::string{"*"} : host_text(hop.responders.front().address, hop.ttl, seen, state);
    return {.texts = {{std::to_string(hop.ttl)},
                      {host},
                      {column_text('L', result, hop), hop.probes.lost > 0 ? loss_look : look{}},
                      {column_text('N', result, hop)}},
            .selected = seen.interactive && state.hop() == hop.ttl};
}

}  // namespace

void draw_history(cell_grid& grid, row_span where, const model& seen, const screen_state& state) {
    using kind = table_column::kind;
    const auto& hops = seen.results[state.target()].hops;
    table shown{{{.title = "Hop", .holds = kind::figure, .worth = 1000, .least = 4},
                 {.title = "Host", .holds = kind::host},
                 {.title = "Loss%", .holds = kind::figure, .worth = 60, .least = 5},
                 {.title = "Last", .holds = kind::figure, .worth = 50, .least = 5}}};
    for (const auto& hop : hops) shown.add(history_line(hop, seen, state));
    const auto& past = history_of(seen, state.target());
    const auto until = [&](std::size_t cells) { return span_until(state.history_end(seen), state.cell(), cells); };
    shown.set_strip(
        table::strip_room::first,
        [&](std::size_t index, std::size_t cells) {
            return strip_of(past, hops[index].ttl, until(cells), seen.unicode);
        },
        [&](std::size_t cells) { return scale_of(past, until(cells)); });
    shown.draw(grid, where.top, where.rows, seen.unicode);
}

}  // namespace tracerouter::view
