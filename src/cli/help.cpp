#include "cli/help.hpp"

#include <cstddef>
#include <string_view>

#include "cli/option_table.hpp"
#include "cli/revision.hpp"
#include "host/grant.hpp"
#include "tracerouter/version.hpp"

namespace tracerouter::cli {
namespace {

constexpr std::size_t help_column = 26;

constexpr std::string_view usage = R"(usage: tracerouter [OPTION]... TARGET...

Traces the paths to any number of targets at once. A TARGET is a name, an address
or a prefix (198.18.0.0/28), which means each of its addresses.
)";

constexpr std::string_view examples = R"(
Examples:
  tracerouter example.com
  tracerouter -n -q 1 example.com 192.0.2.7 198.51.100.0/28
  tracerouter --targets list.txt --exclude 10.0.0.0/8 --format json -o out.jsonl
  tracerouter --monitor --record session.jsonl example.com

Exit codes:
  0 every target reached     1 not reached, or --fail-if      2 wrong usage or bad list
  3 some name not resolved   4 missing privileges or sockets  5 output or sending failed
  130 interrupted: results so far were written
)";

std::string line_of(const option_row& row) {
    std::string line = row.short_name != 0 ? std::string{"  -"} + row.short_name + ", " : "      ";
    line.append("--").append(row.long_name);
    if (!row.argument.empty()) line.append(" ").append(row.argument);
    line.resize(help_column, ' ');
    return line.append(help_of(row)).append("\n");
}

std::string limits() {
    return "\nLimits:\n  Users with raw sockets only through the program's file (setcap): --rate 1 to " +
           std::to_string(host::most_granted_rate) + ",\n  --parallel 1 to " +
           std::to_string(host::most_granted_window) + ", --source-port from " +
           std::to_string(host::least_granted_port) + ", no --fwmark, no --fast-path.\n";
}

}  // namespace

std::string help_text() {
    std::string text{usage};
    for (const auto& group : option_groups()) {
        text.append("\n").append(group.title).append(":\n");
        for (const auto& row : group.rows) text += line_of(row);
    }
    return text.append(limits()).append(examples);
}

std::string version_text() {
    std::string text = "tracerouter " + std::string{version};
    if (!revision().empty()) text.append(" (").append(revision()).append(")");
    return text + '\n';
}

}  // namespace tracerouter::cli
