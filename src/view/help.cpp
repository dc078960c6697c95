#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "view/cause.hpp"
#include "view/columns.hpp"
#include "view/lines.hpp"
#include "view/looks.hpp"

namespace tracerouter::view {
namespace {

struct key_help {
    std::string_view keys;
    std::string_view meaning;
};

constexpr std::array<key_help, 26> keys_help{{
    {"q, Ctrl-C", "quit; the last table stays below the prompt"},
    {"? h", "this page, and back"},
    {"up down k j", "choose a hop, a target, or scroll"},
    {"Enter", "details of the hop"},
    {"Esc", "back"},
    {"d", "display: table, history, paths"},
    {"l", "all targets"},
    {"Tab, S-Tab", "next target, the one before"},
    {"n", "names, addresses, both"},
    {"z", "AS numbers"},
    {"e", "MPLS labels"},
    {"[ ]", "fewer or more responders of a hop"},
    {"o", "choose columns by letters"},
    {"J", "columns of jitter"},
    {"- =", "more or less time in a cell of the history"},
    {"m", "hide the first hops (--mask-first)"},
    {"space", "freeze the picture; probing goes on"},
    {"left right", "frozen: look back in the history"},
    {"P", "stop or resume probing"},
    {"i", "change the interval"},
    {"r", "reset all counters"},
    {"w", "write the session to its file"},
    {"left right", "replay: 5 s back or on"},
    {"Home End", "replay: to the beginning or the end"},
    {"+ -", "replay: faster or slower"},
    {"g", "replay: go to a time"},
}};

std::string padded(std::string_view text, std::size_t width) {
    std::string out{text};
    out.resize(std::max(out.size(), width), ' ');
    return out;
}

}  // namespace

std::vector<line> help_lines() {
    constexpr std::size_t width = 13;
    std::vector<line> lines{{"Keys", heading_look}};
    for (const auto& [keys, meaning] : keys_help) lines.push_back({padded(keys, width) + std::string{meaning}, {}});
    lines.push_back({"Columns, by letter (times in ms)", heading_look});
    for (const char letter : column_letters) {
        const auto& column = *find_column(letter);
        lines.push_back(
            {padded(std::string{letter} + "  " + std::string{column.title}, width) + std::string{column.meaning}, {}});
    }
    lines.push_back({"Why, what losses mean", heading_look});
    for (const auto& [word, meaning] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"replies", "only answers of this hop are missing"},
             {"path", "lost here or before: farther hops lose as much"},
             {"silent", "it never answers"},
             {"filter", "it says that it lets no probe pass"},
             {"limited", "it answers this host no more often"},
             {"refused", "this host sent none"}})
        lines.push_back({padded(word, width) + std::string{meaning}, {}});
    lines.push_back({"History", heading_look});
    lines.push_back({"A cell is a fixed time; a bar is its best RTT. X all lost, ! some lost, blank no probe", {}});
    return lines;
}

}  // namespace tracerouter::view
