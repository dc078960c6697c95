#include "cli/raw_options.hpp"

#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/option.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <algorithm>
#include <string_view>

#include "cli/traceroute_habits.hpp"

namespace tracerouter::cli {
namespace {

namespace po = boost::program_options;

po::options_description describe_options() {
    po::options_description description;
    auto add = description.add_options();
    for (const auto& group : option_groups()) {
        for (const auto& row : group.rows) {
            std::string names{row.long_name};
            if (row.short_name != 0) names.append(",").push_back(row.short_name);
            if (row.argument.empty()) {
                add(names.c_str(), "");
            } else {
                add(names.c_str(), po::value<std::string>(), "");
            }
        }
    }
    for (const auto& one : traceroute_habits()) {
        std::string names{one.long_name};
        if (one.short_name != 0) names.append(",").push_back(one.short_name);
        one.takes_value ? add(names.c_str(), po::value<std::string>(), "") : add(names.c_str(), "");
    }
    return description;
}

/// The name of an option as the user wrote it. Of flags written together no token is kept.
std::string spelling(const option_row& row, const std::vector<std::string>& tokens) {
    const bool long_form = row.short_name == 0 || (!tokens.empty() && tokens.front().starts_with("--"));
    return long_form ? "--" + std::string{row.long_name} : std::string{'-', row.short_name};
}

/// The same of a habit, which may have no long name: the library calls it by its short one then.
std::string spelling(const habit& known, const std::vector<std::string>& tokens) {
    const bool long_form = known.short_name == 0 || (!tokens.empty() && tokens.front().starts_with("--"));
    return long_form ? "--" + std::string{known.long_name} : std::string{'-', known.short_name};
}

const habit* habit_of(const std::string& key) {
    return find_habit(key.starts_with('-') ? key : "--" + key);
}

host::or_refusal<raw_options> collect(const po::parsed_options& parsed) {
    raw_options raw;
    for (const auto& option : parsed.options) {
        const auto value = option.value.empty() ? std::string{} : option.value.front();
        if (option.string_key.empty()) {
            raw.targets.push_back(value);
        } else if (const auto* row = find_option(option.string_key)) {
            raw.options.push_back({row->long_name, spelling(*row, option.original_tokens), value});
        } else if (const auto* known = habit_of(option.string_key)) {
            const auto meant = translate(*known, spelling(*known, option.original_tokens), value);
            if (!meant) return meant.error();
            if (*meant) raw.options.push_back(**meant);
        }
    }
    take_habits_of_values(raw);
    return raw;
}

/// An option without the value it needs is one with an empty value, which none accepts.
host::or_refusal<raw_options> explain(const po::invalid_command_line_syntax& error) {
    const auto name = error.get_option_name();
    const auto* row = find_option(std::string_view{name}.substr(std::min(name.find_first_not_of('-'), name.size())));
    if (const auto* known = find_habit(name)) {
        return host::refusal{name + (known->takes_value ? ": expected a value" : ": takes no value")};
    }
    if (row == nullptr) return host::refusal{name + ": unknown option; see --help"};
    if (row->argument.empty()) return host::refusal{name + ": takes no value"};
    return raw_options{{raw_option{row->long_name, name, {}}}, {}};
}

}  // namespace

bool raw_options::has(std::string_view name) const {
    return std::ranges::find(options, name, &raw_option::name) != options.end();
}

host::or_refusal<raw_options> parse_options(const std::vector<std::string>& arguments) {
    constexpr auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    const auto description = describe_options();
    // The library takes an option without a name for a target.
    const auto options_end = std::find(arguments.begin(), arguments.end(), "--");
    const auto nameless = [](const std::string& argument) { return argument.starts_with("--="); };
    if (std::any_of(arguments.begin(), options_end, nameless)) return host::refusal{"--: unknown option; see --help"};
    try {
        return collect(po::command_line_parser{arguments}.options(description).style(style).run());
    } catch (const po::unknown_option& error) {
        const auto name = error.get_option_name();
        return host::refusal{name.substr(0, name.find('=')) + ": unknown option; see --help"};
    } catch (const po::invalid_command_line_syntax& error) {
        return explain(error);
    } catch (const po::error& error) {
        return host::refusal{error.what()};
    }
}

}  // namespace tracerouter::cli
