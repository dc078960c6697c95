#include "timing_settings.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace tracerouter::sim {

namespace {

using namespace std::chrono_literals;
using engine::end_rule_numbers;

duration scaled(duration wait, double factor) {
    return std::chrono::duration_cast<duration>(wait * factor);
}

named_setting all_waits(double factor, const std::string& name) {
    end_rule_numbers numbers;
    for (duration* wait : {&numbers.slack_of_missing_hops, &numbers.slack_floor, &numbers.known_hop_slack_floor,
                           &numbers.silent_target_floor}) {
        *wait = scaled(*wait, factor);
    }
    return {"waits x " + name, {numbers, {}}};
}

// No evidence shortens the wait, nothing is asked twice.
named_setting fixed_wait(std::chrono::seconds wait) {
    end_rule_numbers numbers;
    numbers.slack_of_missing_hops = numbers.slack_floor = numbers.known_hop_slack_floor = 1h;
    numbers.silent_target_floor = 1h;
    numbers.retries = 0;
    numbers.limits_least_missing = UINT8_MAX;
    return {"fixed wait of " + std::to_string(wait.count()) + " s", {numbers, {.wait = wait}}};
}

named_setting changed(const std::string& name, const std::function<void(end_rule_numbers&)>& change) {
    named_setting made{name, {}};
    change(made.setting.numbers);
    return made;
}

void vary(std::vector<named_setting>& rows, const std::string& name, duration end_rule_numbers::*number,
          std::initializer_list<std::chrono::milliseconds> values) {
    for (const auto value : values) {
        rows.push_back(changed(name + " " + std::to_string(value.count()) + " ms",
                               [&](end_rule_numbers& numbers) { numbers.*number = value; }));
    }
}

void vary(std::vector<named_setting>& rows, const std::string& name, int end_rule_numbers::*number,
          std::initializer_list<int> values) {
    for (const int value : values) {
        rows.push_back(
            changed(name + " " + std::to_string(value), [&](end_rule_numbers& numbers) { numbers.*number = value; }));
    }
}

}  // namespace

std::vector<named_setting> curve_settings() {
    std::vector<named_setting> rows;
    const std::pair<double, const char*> factors[] = {{0, "0"},           {0.125, "1/8"}, {0.25, "1/4"}, {0.5, "1/2"},
                                                      {1, "1 (default)"}, {1.5, "1.5"},   {2, "2"},      {4, "4"}};
    for (const auto& [factor, name] : factors) rows.push_back(all_waits(factor, name));
    for (const auto wait : {1s, 3s, 5s}) rows.push_back(fixed_wait(wait));
    return rows;
}

std::vector<named_setting> single_settings() {
    std::vector<named_setting> rows{{"default", {}}};
    vary(rows, "slack_of_missing_hops", &end_rule_numbers::slack_of_missing_hops, {120ms, 220ms, 500ms, 700ms});
    vary(rows, "slack_floor", &end_rule_numbers::slack_floor, {30ms, 60ms, 200ms, 330ms});
    vary(rows, "known_hop_slack_floor", &end_rule_numbers::known_hop_slack_floor, {10ms, 25ms, 100ms, 200ms});
    vary(rows, "slack_spreads", &end_rule_numbers::slack_spreads, {0, 2, 8});
    vary(rows, "silent_target_floor", &end_rule_numbers::silent_target_floor, {350ms, 500ms, 1000ms, 2000ms});
    vary(rows, "silent_target_factor", &end_rule_numbers::silent_target_factor, {1, 2, 5});
    vary(rows, "retries", &end_rule_numbers::retries, {0, 2});
    vary(rows, "retry_slack", &end_rule_numbers::retry_slack, {10ms, 120ms, 330ms});
    vary(rows, "limits_least_missing", &end_rule_numbers::limits_least_missing, {2, 5, UINT8_MAX});
    return rows;
}

std::vector<named_setting> doubt_settings() {
    std::vector<named_setting> rows{{"default", {}}};
    rows.push_back(changed("slack_of_doubt and its floor 0 ms", [](end_rule_numbers& numbers) {
        numbers.slack_of_doubt = numbers.slack_of_doubt_floor = 0ms;
    }));
    vary(rows, "silent_target_floor", &end_rule_numbers::silent_target_floor, {100ms, 350ms, 1000ms});
    vary(rows, "slack_of_doubt", &end_rule_numbers::slack_of_doubt, {40ms, 80ms, 330ms});
    vary(rows, "slack_of_doubt_floor", &end_rule_numbers::slack_of_doubt_floor, {0ms, 50ms, 160ms});
    vary(rows, "sure_refusals", &end_rule_numbers::sure_refusals, {1, 2, 5});
    return rows;
}

}  // namespace tracerouter::sim
