#include "cli/derive/completion.hpp"

#include <string_view>

#include "cli/text.hpp"

namespace tracerouter::cli {
namespace {

/// Text inside the brackets of a specification, which stands in single quotes.
std::string in_zsh(std::string_view text) {
    auto result = replaced(text, "\\", "\\\\");
    for (const std::string_view special : {"[", "]", ":"}) result = replaced(result, special, joined({"\\", special}));
    return replaced(result, "'", R"('\'')");
}

std::string zsh_action_of(const option_row& row) {
    switch (offer_for(row)) {
        case offer::choice: return joined({"(", words_of(row), ")"});
        case offer::file: return "_files";
        case offer::interface: return "_net_interfaces";
        case offer::no_value:
        case offer::nothing: break;
    }
    return " ";
}

// The star: an option may be given again.
std::string specification_of(const option_row& row) {
    const bool takes_value = offer_for(row) != offer::no_value;
    const auto value = takes_value ? joined({":", row.argument, ":", zsh_action_of(row)}) : std::string{};
    const auto rest = joined({"[", in_zsh(help_of(row)), "]", value, "'"});
    const auto long_name = joined({"--", row.long_name, takes_value ? "=" : ""});
    if (row.short_name == 0) return joined({"'*", long_name, rest});
    const std::string_view short_name{&row.short_name, 1};
    return joined({"'*'{-", short_name, takes_value ? "+," : ",", long_name, "}'", rest});
}

}  // namespace

std::string zsh_completion() {
    std::string script = "#compdef tracerouter\n# zsh completion for tracerouter, made from its table of options\n\n";
    script.append("_arguments -s -S : \\\n");
    for (const auto& group : option_groups()) {
        for (const auto& row : group.rows) script.append("    ").append(specification_of(row)).append(" \\\n");
    }
    return script.append("    '*:target:_hosts'\n");
}

}  // namespace tracerouter::cli
