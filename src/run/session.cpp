#include "run/session.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "run/config.hpp"
#include "targets/error.hpp"

namespace tracerouter::run {

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
                recorder_} {
    if (chosen.count_responders) tally_.count_responders();
}

void session::start(std::function<void()> finished) {
    finished_ = std::move(finished);
    with_.reports.on_empty([this] { finish_if_done(); });
    prepare();
}

void session::interrupt() {
    tally_.set_interrupted();
    stop();
}

void session::tell(report::progress& now) const {
    // Nobody knows how many addresses names have.
    const auto expected = settings_.all_addresses ? std::nullopt : with_.targets.expected();
    if (expected) {
        now.total = expected->targets;
        now.total_is_exact = expected->exact;
    }
    tally_.tell(now);
}

void session::prepare() {
    const auto wanted = settings_.queries_chosen ? 2 : targets::few_targets + 1;
    if (!with_.targets.read_ahead(wanted)) return wait_for_lines(&session::prepare);
    if (!settings_.queries_chosen && with_.targets.held() > targets::few_targets) {
        settings_.trace.queries = queries_of_many_targets;
    }
    recorder_.set_format(with_.make_reporter(with_.targets.held() <= 1 && !settings_.all_addresses));
    under_way_.tell_hops(outcomes_.wants_hops());
    fill();
}

void session::wait_for_lines(void (session::*then)()) {
    waiting_ = true;
    with_.targets.async_wait([this, then](boost::system::error_code) {
        waiting_ = false;
        if (!stopping_) (this->*then)();
    });
}

void session::fill() {
    while (may_begin())
        std::visit([this]<class Next>(Next&& next) { begin(std::forward<Next>(next)); }, with_.targets.next());
    finish_if_done();
}

void session::output_changed(boost::system::error_code error) {
    error ? recorder_.note_write(error) : fill();
}

bool session::may_begin() {
    const bool room = under_way_.has_room() && outcomes_.span() < 2 * settings_.window;
    return room && !waiting_ && !exhausted_ && !stopping_ && with_.output_has_room();
}

void session::begin(targets::target target) {
    const auto number = outcomes_.admit();
    if (done_.contains(number)) return skip(number);
    under_way_.begin(number, std::move(target));
}

void session::skip(target_number number) {
    outcomes_.deliver({number}, left_out{});
}

void session::start_all(target_number number, found_addresses found) {
    done_.remove_done(number, found.addresses);
    if (found.addresses.empty()) return skip(number);
    outcomes_.expect(number, found.addresses.size());
    done_.expect(number, found.addresses);
    for (std::size_t i = 0; i < found.addresses.size(); ++i) {
        under_way_.begin_address({number, i}, found.name, found.addresses[i]);
    }
}

void session::begin(targets::rejected_target rejected) {
    const auto number = outcomes_.admit();
    if (done_.contains(number)) return skip(number);
    const bool valid = rejected.error == targets::errc::other_family;
    const auto kind = valid ? report::failure_kind::unresolved : report::failure_kind::invalid;
    report::failure failure{std::move(rejected.text), kind, rejected.error.message()};
    outcomes_.deliver({number}, failed_target{std::move(failure), std::move(rejected.place)});
}

void session::begin(targets::no_target none) {
    if (none == targets::no_target::waiting) return wait_for_lines(&session::fill);
    exhausted_ = true;
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
    found ? start_all(number.target, std::move(*found)) : outcomes_.deliver(number, std::move(finished));
    refill();
}

void session::refill() {
    under_way_.has_much_room() ? fill() : finish_if_done();
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
    stopping_ = true;
    with_.targets.cancel();
    for (const auto number : under_way_.drop_waiting_names()) outcomes_.deliver({number}, given_up{});
    with_.reports.hurry();
    under_way_.cancel_tasks();
    finish_if_done();
}

void session::finish_if_done() {
    const bool done = (exhausted_ || stopping_) && is_idle();
    if (!done || !finished_) return;
    if (!stopping_ && counts().targets() == 0) recorder_.record_empty_run();
    const auto finished = std::exchange(finished_, nullptr);
    recorder_.finish();
    finished();
}

}  // namespace tracerouter::run
