#include "cli/derive/man_page.hpp"

#include "cli/option_table.hpp"
#include "cli/text.hpp"
#include "tracerouter/version.hpp"

namespace tracerouter::cli {
namespace {

/// Text as roff shows it: a bare hyphen may become another character, and a dot at the start of a line is a request.
std::string in_roff(std::string_view text) {
    const auto characters = replaced(replaced(text, "\\", "\\e"), "-", "\\-");
    const bool request = text.starts_with('.') || text.starts_with('\'');
    return joined({request ? "\\&" : "", characters});
}

std::string entry_of(const option_row& row) {
    std::string entry = ".TP\n";
    if (row.short_name != 0) entry.append("\\fB\\-").append(1, row.short_name).append("\\fR, ");
    entry.append("\\fB\\-\\-").append(in_roff(row.long_name)).append("\\fR");
    if (!row.argument.empty()) entry.append(" \\fI").append(row.argument).append("\\fR");
    return entry.append("\n").append(in_roff(help_of(row))).append("\n");
}

std::string options() {
    std::string text;
    for (const auto& group : option_groups()) {
        text.append(".SS ").append(group.title).append("\n");
        for (const auto& row : group.rows) text += entry_of(row);
    }
    text.pop_back();  // the template ends the line
    return text;
}

}  // namespace

std::string man_page(std::string_view prose) {
    return replaced(replaced(prose, "@VERSION@", version), "@OPTIONS@", options());
}

}  // namespace tracerouter::cli
