#include "run/session.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "run/config.hpp"

namespace tracerouter::run {
namespace {

/// Outcomes that wait for those of targets before them: some kilobytes each.
constexpr std::size_t most_outcomes_held_back = 8'192;

}  // namespace

session::session(const settings& chosen, surroundings with)
    : settings_{chosen},
      with_{std::move(with)},
      done_{with_.done},
      under_way_{{.names = with_.names,
                  .tracer = with_.tracer,
                  .excluded = with_.excluded,
                  .options = settings_.trace,
                  .tell_hops = false,
                  .all_addresses = chosen.all_addresses,
                  .observer = *this},
                 chosen.window},
      recorder_{{.counts = tally_,
                 .done = done_,
                 .all_addresses = chosen.all_addresses,
                 .log = with_.log,
                 .complain = with_.complain,
                 .on_write_error = [this](boost::system::error_code why) { stop_writing(why); }}},
      outcomes_{{.in_order = chosen.in_order,
                 .hidden_hops = chosen.hidden_hops,
                 .hop_patience = chosen.hop_patience,
                 .trace_patience = chosen.trace_patience},
                with_.reports,
                recorder_},
      intake_{{.targets = with_.targets,
               .done = done_,
               .under_way = under_way_,
               .outcomes = outcomes_,
               .output_has_room = with_.output_has_room,
               .on_filled = [this] { finish_if_done(); }},
              std::min(2 * chosen.window, most_outcomes_held_back)} {
    if (chosen.count_responders) tally_.count_responders();
}

void session::start(std::function<void()> finished) {
    finished_ = std::move(finished);
    with_.reports.on_empty([this] { finish_if_done(); });
    const auto wanted = settings_.queries_chosen ? 2 : targets::few_targets + 1;
    intake_.read_ahead(wanted, [this] { begin_tracing(); });
}

void session::interrupt() {
    tally_.set_interrupted();
    stop();
}

void session::add_to(report::progress& now) const {
    // Nobody knows how many addresses names have.
    const auto expected = settings_.all_addresses ? std::nullopt : with_.targets.expected();
    if (expected) {
        now.total = expected->targets;
        now.total_is_exact = expected->exact;
    }
    tally_.add_to(now);
}

void session::begin_tracing() {
    const auto held = with_.targets.held();
    if (!settings_.queries_chosen && held > targets::few_targets) settings_.trace.queries = queries_of_many_targets;
    recorder_.set_format(with_.make_reporter(held <= 1 && !settings_.all_addresses));
    under_way_.tell_hops(outcomes_.wants_hops());
    intake_.fill();
}

void session::output_changed(boost::system::error_code error) {
    error ? recorder_.note_write(error) : intake_.fill();
}

void session::looked_up() {
    under_way_.look_up_ended();
}

void session::hop(const report::heading& trace, const hop_result& hop) {
    outcomes_.deliver_hop(trace, hop);
}

void session::done(trace_number number, outcome finished) {
    under_way_.ended(number);
    auto* found = std::get_if<found_addresses>(&finished);
    found ? intake_.begin_addresses(number.target, std::move(*found)) : outcomes_.deliver(number, std::move(finished));
    intake_.fill();
}

/// A closed pipe is no failure: its reader has seen enough.
void session::stop_writing(boost::system::error_code why) {
    why == boost::system::errc::broken_pipe ? stop() : give_up("results cannot be written: " + why.message());
}

void session::give_up(std::string_view why) {
    tally_.set_output_failed();
    with_.complain(why);
    stop();
}

void session::stop() {
    intake_.stop();
    for (const auto number : under_way_.drop_waiting_names()) outcomes_.deliver({number}, given_up{});
    with_.reports.hurry();
    under_way_.cancel_tasks();
    finish_if_done();
}

void session::finish_if_done() {
    const bool done = (intake_.exhausted() || intake_.stopped()) && is_idle();
    if (!done || !finished_) return;
    if (!intake_.stopped() && counts().targets() == 0) recorder_.record_empty_run();
    const auto finished = std::exchange(finished_, nullptr);
    recorder_.finish();
    finished();
}

}  // namespace tracerouter::run
