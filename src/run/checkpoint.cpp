#include "run/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/numbers.hpp"

namespace tracerouter::run {
namespace {

constexpr std::string_view first_line = "tracerouter-checkpoint 1";

std::array<std::uint64_t*, 7> fields_of(tally_counts& counts) {
    return {&counts.reached, &counts.not_reached, &counts.invalid, &counts.unresolved,
            &counts.unsent,  &counts.inferred,    &counts.limited};
}

/// Takes text up to a mark, and the mark.
std::string_view take_until(std::string_view& text, char mark) {
    const auto end = std::min(text.find(mark), text.size());
    const auto taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return taken;
}

bool take(std::uint64_t& out, std::string_view value) {
    const auto number = whole_number<std::uint64_t>(value);
    out = number.value_or(0);
    return number.has_value();
}

bool take(tally_counts& out, std::string_view value) {
    for (auto* field : fields_of(out)) {
        if (!take(*field, take_until(value, ' '))) return false;
    }
    return value.empty();
}

bool take_line(checkpoint& out, std::string_view name, std::string_view value) {
    if (name == "options") return take(out.plan.options, value);
    if (name == "targets") return take(out.plan.targets, value);
    if (name == "list") return take(out.plan.lists.emplace_back(), value);
    if (name == "seed") return take(out.seed.emplace(), value);
    if (name == "output") return take(out.output_size, value);
    if (name == "finished") return out.finished = value == "yes", value == "yes" || value == "no";
    if (name == "counts") return take(out.counts, value);
    if (name != "done") return false;
    const auto done = done_set::parse(value);
    if (done) out.done = *done;
    return done.has_value();
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(" ").append(value).append("\n");
}

}  // namespace

std::string text_of(const checkpoint& state) {
    std::string out{first_line};
    out += '\n';
    append_line(out, "options", std::to_string(state.plan.options));
    append_line(out, "targets", std::to_string(state.plan.targets));
    for (const auto list : state.plan.lists) append_line(out, "list", std::to_string(list));
    if (state.seed) append_line(out, "seed", std::to_string(*state.seed));
    append_line(out, "output", std::to_string(state.output_size));
    append_line(out, "finished", state.finished ? "yes" : "no");
    std::string counts;
    auto copy = state.counts;
    for (const auto* field : fields_of(copy)) {
        if (!counts.empty()) counts += ' ';
        counts += std::to_string(*field);
    }
    append_line(out, "counts", counts);
    append_line(out, "done", state.done.text());
    return out;
}

std::optional<checkpoint> parse_checkpoint(std::string_view text) {
    checkpoint state;
    if (take_until(text, '\n') != first_line) return std::nullopt;
    while (!text.empty()) {
        auto line = take_until(text, '\n');
        const auto name = take_until(line, ' ');
        if (!take_line(state, name, line)) return std::nullopt;
    }
    return state;
}

}  // namespace tracerouter::run
