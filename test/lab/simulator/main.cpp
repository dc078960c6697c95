#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "dual_stack.hpp"
#include "internet.hpp"
#include "options.hpp"
#include "scenario_reader.hpp"
#include "supervisor.hpp"
#include "truth.hpp"

namespace {

constexpr int wrong_usage = 2;
constexpr int lab_failed = 125;

void complain(const std::string& text) {
    std::fprintf(stderr, "tracerouter-lab: %s\n", text.c_str());
}

bool load(const lab::options& wanted, lab::scenario& plan) {
    lab::complaints errors;
    plan = lab::load_scenario(wanted.scenario, errors);
    for (const auto& error : errors) std::fprintf(stderr, "%s: %s\n", wanted.scenario.c_str(), error.c_str());
    if (wanted.seed) plan.seed = *wanted.seed;
    return errors.empty();
}

int print_truth(const lab::options& wanted, lab::scenario plan) {
    const lab::internet network(std::move(plan));
    std::vector<lab::address> targets;
    for (const auto& text : wanted.rest) {
        const auto target = lab::parse_address(text);
        if (!target) return complain("expected an address instead of " + text), wrong_usage;
        targets.push_back(*target);
    }
    if (targets.empty()) targets = lab::targets_of(network, wanted.limit);
    for (const auto target : targets) std::puts(lab::truth_about(network, target).c_str());
    return 0;
}

int print_targets(const lab::options& wanted, lab::scenario plan) {
    const lab::internet network(std::move(plan));
    const auto targets =
        wanted.spread > 0 ? lab::spread_targets_of(network, wanted.spread) : lab::targets_of(network, wanted.limit);
    for (const auto target : targets) {
        for (const bool ipv6 : {false, true}) {
            if (wanted.addresses == (ipv6 ? lab::family::ipv4 : lab::family::ipv6)) continue;
            std::puts(lab::to_string(lab::on_wire(target, ipv6)).c_str());
        }
    }
    return 0;
}

int run(const lab::options& wanted, lab::scenario plan) {
    const int status =
        lab::run_in_lab({std::move(plan), wanted.addresses, wanted.stats_file, wanted.log_file, wanted.rest});
    std::fflush(nullptr);
    // Our process namespace is dead, so nothing can be forked any more, and a leak checker would fail at the exit.
    ::_exit(status);
}

int perform(const lab::options& wanted) {
    if (wanted.what == lab::action::help) return std::fputs(lab::help_text, stdout), 0;
    lab::scenario plan;
    if (!load(wanted, plan)) return wrong_usage;
    switch (wanted.what) {
        case lab::action::run: return run(wanted, std::move(plan));
        case lab::action::truth: return print_truth(wanted, std::move(plan));
        case lab::action::targets: return print_targets(wanted, std::move(plan));
        default: return 0;
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::string error;
    const auto wanted = lab::parse_options({argv + 1, argv + argc}, error);
    if (!wanted) return complain(error + " (--help shows the usage)"), wrong_usage;
    try {
        return perform(*wanted);
    } catch (const std::exception& failure) {
        complain(failure.what());
        return lab_failed;
    }
}
