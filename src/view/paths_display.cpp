#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "view/displays.hpp"
#include "view/figures.hpp"
#include "view/host_text.hpp"
#include "view/looks.hpp"
#include "view/table.hpp"

namespace tracerouter::view {
namespace {

using responder_address = std::optional<boost::asio::ip::address>;

/// Flows that met the same responder at a hop.
struct flow_group {
    responder_address responder{};
    std::vector<std::uint16_t> flows{};  ///< by number
    std::vector<duration> medians{};
    std::uint64_t decided = 0;
    std::uint64_t lost = 0;
};

std::vector<flow_group> groups_of(const hop_summary& hop) {
    std::vector<flow_group> groups;
    for (const auto& flow : hop.flows) {
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&flow](const flow_group& known) { return known.responder == flow.responder; });
        if (group == groups.end()) group = groups.insert(groups.end(), {.responder = flow.responder});
        group->flows.push_back(flow.flow);
        if (flow.median) group->medians.push_back(*flow.median);
        group->decided += flow.probes.decided();
        group->lost += flow.probes.lost;
    }
    return groups;
}

/// "0,2-5,7".
std::string numbers_text(const std::vector<std::uint16_t>& numbers) {
    std::string out;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        std::size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        if (!out.empty()) out += ',';
        out += std::to_string(numbers[i]);
        if (last > i) (out += '-') += std::to_string(numbers[last]);
        i = last;
    }
    return out;
}

std::optional<duration> middle_of(std::vector<duration> values) {
    if (values.empty()) return std::nullopt;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::string share_text(const hop_summary& hop, const responder_address& address) {
    const auto found = std::find_if(hop.responders.begin(), hop.responders.end(),
                                    [&address](const auto& known) { return known.address == address; });
    return found == hop.responders.end() ? "-" : std::to_string(std::lround(100 * found->share)) + '%';
}

/// The responders of one flow, by hop.
std::vector<responder_address> path_of(const monitor_result& result, std::uint16_t flow) {
    std::vector<responder_address> path;
    for (const auto& hop : result.hops) {
        const auto found = std::find_if(hop.flows.begin(), hop.flows.end(),
                                        [flow](const flow_summary& known) { return known.flow == flow; });
        path.push_back(found == hop.flows.end() ? std::nullopt : found->responder);
    }
    return path;
}

/// Whether nothing shows that two flows take different ways: silence shows nothing.
bool may_be_same(const std::vector<responder_address>& one, const std::vector<responder_address>& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const auto& a, const auto& b) { return !a || !b || *a == *b; });
}

/// How many different ways the flows take at least, and how many flows have been seen.
std::pair<std::size_t, std::size_t> count_paths(const monitor_result& result) {
    std::vector<std::uint16_t> flows;
    for (const auto& hop : result.hops) {
        for (const auto& flow : hop.flows) flows.push_back(flow.flow);
    }
    std::sort(flows.begin(), flows.end());
    flows.erase(std::unique(flows.begin(), flows.end()), flows.end());
    std::vector<std::vector<responder_address>> different;
    for (const auto flow : flows) {
        auto path = path_of(result, flow);
        const bool known = std::any_of(different.begin(), different.end(),
                                       [&path](const auto& other) { return may_be_same(path, other); });
        if (!known) different.push_back(std::move(path));
    }
    return {different.size(), flows.size()};
}

table_line group_line(const hop_summary& hop, const flow_group& group, bool first, const model& seen,
                      const screen_state& state) {
    table_line line{.texts = {{first ? std::to_string(hop.ttl) : std::string{}}},
                    .selected = first && seen.interactive && state.hop() == hop.ttl};
    if (state.shows_as())
        line.texts.push_back({group.responder ? as_text(*group.responder, hop.ttl, seen, state) : std::string{}});
    line.texts.push_back({group.responder ? host_text(*group.responder, hop.ttl, seen, state) : "*"});
    line.texts.push_back({group.responder ? share_text(hop, group.responder) : "-"});
    line.texts.push_back({percent_text(share_of(group.lost, group.decided)), group.lost > 0 ? loss_look : look{}});
    line.texts.push_back({milliseconds_text(middle_of(group.medians))});
    line.texts.push_back({numbers_text(group.flows)});
    return line;
}

}  // namespace

void draw_paths(cell_grid& grid, row_span where, const model& seen, const screen_state& state) {
    using kind = table_column::kind;
    const auto& result = seen.results[state.target()];
    std::vector<table_column> columns{{.title = "Hop", .holds = kind::figure, .worth = 1000, .least = 4}};
    if (state.shows_as()) columns.push_back({.title = "AS", .holds = kind::word, .worth = 40});
    columns.push_back({.title = "Host", .holds = kind::host});
    columns.push_back({.title = "Share", .holds = kind::figure, .worth = 50, .least = 5});
    columns.push_back({.title = "Loss%", .holds = kind::figure, .worth = 60, .least = 5});
    columns.push_back({.title = "Med", .holds = kind::figure, .worth = 55, .least = 5});
    columns.push_back({.title = "Flows", .holds = kind::word, .worth = 70});
    table shown{std::move(columns)};
    for (const auto& hop : result.hops) {
        const auto groups = groups_of(hop);
        if (groups.empty()) shown.add(group_line(hop, {}, true, seen, state));
        for (std::size_t i = 0; i < groups.size(); ++i) shown.add(group_line(hop, groups[i], i == 0, seen, state));
    }
    const auto [paths, flows] = count_paths(result);
    const auto text = std::to_string(flows) + (flows == 1 ? " flow" : " flows") + ", at least " +
                      std::to_string(paths) + (paths == 1 ? " path" : " paths");
    grid.write(0, where.top, text, quiet_look);
    shown.draw(grid, where.top + 1, where.rows - 1, seen.unicode);
}

}  // namespace tracerouter::view
