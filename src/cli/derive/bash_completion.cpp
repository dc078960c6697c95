#include "cli/derive/completion.hpp"

#include <string_view>

#include "cli/text.hpp"

namespace tracerouter::cli {
namespace {

// Needs nothing but bash itself.
constexpr std::string_view bash_script = R"(# bash completion for tracerouter, made from its table of options

_tracerouter_offer() {
    mapfile -t COMPREPLY < <(compgen "$@" -- "$word")
}

_tracerouter() {
    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
    # --option=value comes as three words.
    if [[ $word == = ]]; then
        word=
    elif [[ $option == = ]] && ((COMP_CWORD > 1)); then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()
    case $option in
@CASES@    esac
    if [[ $word == -* ]]; then
        _tracerouter_offer -W '@OPTIONS@'
    else
        _tracerouter_offer -A hostname
    fi
}

complete -F _tracerouter tracerouter
)";

std::string names_of(const option_row& row, std::string_view separator) {
    const auto long_name = joined({"--", row.long_name});
    if (row.short_name == 0) return long_name;
    return joined({"-", {&row.short_name, 1}, separator, long_name});
}

std::string action_of(const option_row& row) {
    switch (offer_for(row)) {
        case offer::choice: return joined({"_tracerouter_offer -W '", words_of(row), "'; return"});
        case offer::file: return "compopt -o filenames 2>/dev/null; _tracerouter_offer -f; return";
        case offer::interface: return "_tracerouter_offer -W \"$(ls /sys/class/net)\"; return";
        case offer::no_value:
        case offer::nothing: break;
    }
    return "return";
}

}  // namespace

std::string bash_completion() {
    std::string cases;
    std::string options;
    for (const auto& group : option_groups()) {
        for (const auto& row : group.rows) {
            options.append(options.empty() ? "" : " ").append(names_of(row, " "));
            if (offer_for(row) == offer::no_value) continue;
            cases.append("        ").append(names_of(row, " | ")).append(") ").append(action_of(row)).append(" ;;\n");
        }
    }
    return replaced(replaced(bash_script, "@CASES@", cases), "@OPTIONS@", options);
}

}  // namespace tracerouter::cli
