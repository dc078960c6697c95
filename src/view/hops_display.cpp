#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "view/columns.hpp"
#include "view/displays.hpp"
#include "view/figures.hpp"
#include "view/host_text.hpp"
#include "view/looks.hpp"
#include "view/strip.hpp"
#include "view/table.hpp"

namespace tracerouter::view {
namespace {

/// Builds the table of the hops of one target.
class hop_table {
public:
    hop_table(const model& seen, const screen_state& state)
        : seen_{seen}, state_{state}, result_{seen.results[state.target()]}, table_{columns_of_table()} {
        for (const auto& hop : result_.hops) add(hop);
    }

    void draw(cell_grid& grid, row_span where) {
        if (shows('h')) set_strip();
        table_.draw(grid, where.top, where.rows, seen_.unicode);
    }

private:
    [[nodiscard]] bool shows(char letter) const { return state_.columns().find(letter) != std::string::npos; }

    [[nodiscard]] std::vector<table_column> columns_of_table() const {
        using kind = table_column::kind;
        std::vector<table_column> columns{{.title = "Hop", .holds = kind::figure, .worth = 1000, .least = 4}};
        if (state_.shows_as()) columns.push_back({.title = "AS", .holds = kind::word, .worth = 74});
        columns.push_back({.title = "Host", .holds = kind::host});
        bool several = false;
        for (const auto& hop : result_.hops) several = several || hop.responders.size() > 1;
        columns.push_back({.title = several ? "Shr" : "", .holds = kind::figure, .worth = 72});
        for (const char letter : state_.columns()) {
            const auto* const column = find_column(letter);
            if (column == nullptr || letter == 'h') continue;
            const auto holds = letter == 'c' ? kind::word : kind::figure;
            columns.push_back({std::string{column->title}, holds, column->worth, letter == 'c' ? 7u : 5u});
        }
        return columns;
    }

    void add(const hop_summary& hop) {
        if (hop.responders.empty()) return add_silent(hop);
        for (std::size_t i = 0; i < std::min(hop.responders.size(), state_.responders()); ++i) {
            i == 0 ? add_first(hop) : add_further(hop, hop.responders[i]);
            const auto& labels = hop.responders[i].mpls;
            if (state_.shows_mpls() && !labels.empty() && !is_masked(hop.ttl, seen_, state_))
                add_note(mpls_text(labels));
        }
        const auto hidden = hop.responders.size() - std::min(hop.responders.size(), state_.responders());
        if (hidden > 0) add_note("and " + std::to_string(hidden) + " more");
    }

    void add_silent(const hop_summary& hop) {
        table_line line{.texts = {{std::to_string(hop.ttl)}}, .selected = is_selected(hop)};
        if (state_.shows_as()) line.texts.emplace_back();
        line.texts.push_back({"*", quiet_look});
        line.texts.emplace_back();
        finish(std::move(line), hop);
    }

    void add_first(const hop_summary& hop) {
        const auto& responder = hop.responders.front();
        table_line line{.texts = {{std::to_string(hop.ttl)}}, .selected = is_selected(hop)};
        add_host(line, hop, responder);
        finish(std::move(line), hop);
    }

    void add_further(const hop_summary& hop, const responder_summary& responder) {
        table_line line{.texts = {{}}};
        add_host(line, hop, responder);
        for (const char letter : state_.columns()) {
            if (letter != 'h') line.texts.push_back({column_text(letter, responder), quiet_look});
        }
        table_.add(std::move(line));
        strips_.push_back(std::nullopt);
    }

    void add_host(table_line& line, const hop_summary& hop, const responder_summary& responder) const {
        if (state_.shows_as()) line.texts.push_back({as_text(responder.address, hop.ttl, seen_, state_)});
        line.texts.push_back({host_text(responder.address, hop.ttl, seen_, state_)});
        const bool several = hop.responders.size() > 1;
        line.texts.push_back({several ? std::to_string(std::lround(100 * responder.share)) + '%' : std::string{}});
    }

    void finish(table_line line, const hop_summary& hop) {
        for (const char letter : state_.columns()) {
            if (letter != 'h') line.texts.push_back({column_text(letter, result_, hop), look_of_column(letter, hop)});
        }
        table_.add(std::move(line));
        strips_.emplace_back(hop.ttl);
    }

    void add_note(std::string text) {
        table_line line;
        line.all_columns = std::move(text);
        table_.add(std::move(line));
        strips_.push_back(std::nullopt);
    }

    [[nodiscard]] static look look_of_column(char letter, const hop_summary& hop) {
        if (letter == 'L' || letter == 'D') return hop.probes.lost > 0 ? loss_look : look{};
        if (letter == 'N' && hop.rtt.last) return view::look_of(*hop.rtt.last);
        if (letter == 'p' && hop.rtt.median) return view::look_of(*hop.rtt.median);
        return {};
    }

    [[nodiscard]] bool is_selected(const hop_summary& hop) const {
        return seen_.interactive && state_.hop() == hop.ttl;
    }

    void set_strip() {
        const auto& past = history_of(seen_, state_.target());
        const auto until = [this](std::size_t cells) {
            return span_until(state_.history_end(seen_), state_.cell(), cells);
        };
        table_.set_strip(
            table::strip_room::rest,
            [this, &past, until](std::size_t index, std::size_t cells) {
                if (!strips_[index]) return std::vector<cell>{};
                return strip_of(past, *strips_[index], until(cells), seen_.unicode);
            },
            [&past, until](std::size_t cells) { return scale_of(past, until(cells)); });
    }

    const model& seen_;
    const screen_state& state_;
    const monitor_result& result_;
    table table_;
    std::vector<std::optional<std::uint16_t>> strips_;  ///< by line: the TTL whose history stands there
};

}  // namespace

void draw_hops(cell_grid& grid, row_span where, const model& seen, const screen_state& state) {
    hop_table{seen, state}.draw(grid, where);
}

}  // namespace tracerouter::view
