#include "cli/derive/completion.hpp"
#include "cli/text.hpp"

namespace tracerouter::cli {
namespace {

std::string value_of(const option_row& row) {
    switch (offer_for(row)) {
        case offer::no_value: return "";
        case offer::choice: return joined({" -x -a '", words_of(row), "'"});
        case offer::file: return " -r -F";
        case offer::interface: return " -x -a '(__fish_print_interfaces)'";
        case offer::nothing: break;
    }
    return " -x";
}

std::string line_of(const option_row& row) {
    std::string line = "complete -c tracerouter";
    if (row.short_name != 0) line.append(" -s ").append(1, row.short_name);
    line.append(" -l ").append(row.long_name).append(value_of(row));
    return line.append(" -d '").append(replaced(replaced(help_of(row), "\\", "\\\\"), "'", "\\'")).append("'\n");
}

}  // namespace

std::string fish_completion() {
    std::string script = "# fish completion for tracerouter, made from its table of options\n\n";
    script.append("complete -c tracerouter -f -a '(__fish_print_hostnames)'\n");
    for (const auto& group : option_groups()) {
        for (const auto& row : group.rows) script += line_of(row);
    }
    return script;
}

}  // namespace tracerouter::cli
