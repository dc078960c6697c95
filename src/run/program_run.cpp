#include "run/program_run.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "host/encoder.hpp"
#include "host/exit_code.hpp"
#include "host/file_sink.hpp"
#include "host/program_log.hpp"
#include "host/signals.hpp"
#include "host/terminal.hpp"
#include "report/progress.hpp"
#include "run/checkpoint.hpp"
#include "run/facts.hpp"
#include "run/file_uses.hpp"
#include "run/make_reporter.hpp"
#include "run/monitor_replay.hpp"
#include "run/monitor_run.hpp"
#include "run/opening.hpp"
#include "run/output_queue.hpp"
#include "run/progress_meter.hpp"
#include "run/report_queue.hpp"
#include "run/resumption.hpp"
#include "run/session.hpp"
#include "run/trace_service.hpp"
#include "run/warnings.hpp"
#include "targets/exclusion_list.hpp"
#include "targets/patient_resolver.hpp"
#include "targets/system_resolver.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::run {
namespace {

class tracer_service final : public trace_service {
public:
    explicit tracer_service(tracer& tracer) : tracer_{tracer} {}

    void async_trace(trace_request request, handler on_end) override {
        tracer_.async_trace(std::move(request), std::move(on_end));
    }
    [[nodiscard]] bool has_room() const override { return tracer_.has_room(); }

private:
    tracer& tracer_;
};

bool wants_color(const config& config, const host::file_sink& out) {
    if (config.color != show::automatic) return config.color == show::always;
    return out.is_terminal() && !host::no_color_wanted();
}

/// Whoever watches lines appear does not want to wait for names; whoever reads them by a program wants them complete.
/// The time is that of a question which a name server passes on, and passes on again.
session::settings session_settings(const config& config, bool counts_responders) {
    constexpr duration moment = std::chrono::milliseconds{200};
    return {.trace = config.trace,
            .queries_chosen = config.queries_chosen,
            .window = config.tracer.window,
            .all_addresses = config.all_addresses,
            .in_order = config.in_order,
            .count_responders = counts_responders,
            .hidden_hops = config.hidden_hops,
            .hop_patience = config.format->watched ? std::min(config.dns_timeout, moment) : config.dns_timeout,
            .trace_patience = config.dns_timeout};
}

report::progress look_at(const session& session, const tracer& tracer, duration elapsed) {
    report::progress now;
    const auto counts = tracer.statistics();
    now.elapsed = elapsed;
    now.probes = counts.probes_sent;
    now.replies = counts.replies;
    now.dropped = counts.receive_drops;
    session.add_to(now);
    return now;
}

progress_meter::settings meter_settings(const config& config, bool output_on_terminal) {
    const bool terminal = host::standard_error_is_terminal();
    const bool automatic = config.progress == show::automatic && terminal && !output_on_terminal;
    return {.wanted = automatic || config.progress == show::always,
            .redraw = terminal,
            .lines = config.statistics_interval};
}

/// What a resumed run goes on from. Errors: why there is nothing to go on with.
host::or_refusal<checkpoint> take_up(opened_files& files, const config& config) {
    const auto plan = plan_of(config, files.lists);
    if (!plan) return plan.error();
    auto state = resume_from(*files.checkpoint, *plan, config);
    if (!state) return state;
    if (const auto own = check_results(*files.checkpoint, *files.output, config); !own) return own.error();
    if (state->finished) {
        return host::refusal{config.resume + ": the run is complete, and nothing is left to do",
                             code_of(state->counts)};
    }
    if (const auto cut = cut_results(*files.output, *state, config); !cut) return cut.error();
    return state;
}

/// All that a run is made of, in the order of its life.
class program_run {
public:
    program_run(boost::asio::io_context& context, const config& config, opened_files& files, const checkpoint& begin,
                host::program_log& log)
        : context_{context},
          config_{config},
          files_{files},
          log_{log},
          excluded_{config.excluded},
          targets_{config.targets, std::move(files.lists), excluded_, {config.family, begin.seed}},
          system_names_{context.get_executor(), config.family},
          names_{context.get_executor(), system_names_,
                 [&log](std::string_view message) { log.write(log_level::warn, message); }},
          service_{files.tracer},
          place_{.color = wants_color(config, *files.output),
                 .width = files.output->terminal_width(),
                 .continued = begin.output_size > 0},
          meter_{context.get_executor(), meter_settings(config, files.output->is_terminal()),
                 host::write_to_standard_error},
          out_{context.get_executor(), std::move(files.output), host::encoder_for(config.output)},
          done_{begin.done},
          reports_{context.get_executor(), files.facts.get()},
          session_{session_settings(config, meter_.wanted()), surroundings()} {
        if (!config.lists.empty()) system_names_.read_settings();
        if (files.facts) files.facts->on_settled([this] { reports_.settled(); });
        session_.resume(begin.counts);
        files.tracer.on_room([this] { session_.tracer_has_room(); });
        out_.on_change([this](boost::system::error_code error) { session_.output_changed(error); });
    }

    /// Traces all there is, and writes down how far it has come if there is a checkpoint.
    host::exit_code run(host::run_signals& signals, checkpoint begin) {
        if (files_.checkpoint) {
            book_.emplace(context_.get_executor(), *files_.checkpoint, std::move(begin), out_, session_, done_,
                          config_.resume);
            book_->start();
        }
        listen(signals);
        session_.start([this] { context_.stop(); });
        context_.run();
        signals.ended();
        if (book_) book_->finish();
        session_.output_changed(out_.close());
        meter_.finish();
        warn_of_drops(files_.tracer, log_);
        warn_of_refusals(files_.tracer, log_);
        return session_.code();
    }

    [[nodiscard]] bool looking_up() const { return session_.looking_up(); }

private:
    session::surroundings surroundings() {
        return {.targets = targets_,
                .names = names_,
                .tracer = service_,
                .excluded = excluded_,
                .reports = reports_,
                .make_reporter =
                    [this](bool single_target) {
                        return make_reporter(config_, out_, place_, facts_in(files_.facts.get()), single_target);
                    },
                .output_has_room = [this] { return out_.has_room(); },
                .done = files_.checkpoint ? &done_ : nullptr,
                .log = log_.callback(),
                .complain =
                    [this](std::string_view message) {
                        meter_.clear();
                        host::complain(message);
                    }};
    }

    void listen(host::run_signals& signals) {
        signals.on_end([this] { session_.interrupt(); });
        meter_.start([this, begin = clock::now()] { return look_at(session_, files_.tracer, clock::now() - begin); });
        signals.on_question([this] { meter_.show(); });
    }

    boost::asio::io_context& context_;
    const config& config_;
    opened_files& files_;
    host::program_log& log_;
    const targets::exclusion_list excluded_;
    targets::target_source targets_;
    targets::system_resolver system_names_;
    targets::patient_resolver names_;
    tracer_service service_;
    report_place place_;
    progress_meter meter_;
    std::optional<checkpointer> book_;  ///< outlives the thread of the queue, which writes what it notes
    output_queue out_;
    done_set done_;
    report_queue reports_;
    session session_;
};

host::exit_code trace_targets(boost::asio::io_context& context, const config& config, opened_files& files,
                              host::run_signals& signals, host::program_log& log, checkpoint state) {
    program_run all{context, config, files, state, log};
    const auto code = all.run(signals, std::move(state));
    if (all.looking_up()) host::end_at_once(code);
    return code;
}

}  // namespace

host::or_refusal<host::exit_code> carry_out(const config& config) {
    if (const auto apart = check_file_uses(config); !apart) return apart.error();
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write()
    if (!config.monitor.replay.empty()) return replay_session(config);
    host::program_log log{config.level, config.log_file};
    boost::asio::io_context context{1};
    host::run_signals signals{context};
    auto files = open_files(context, config, log);
    if (!files) return files.error();
    host::or_refusal<checkpoint> state = checkpoint{.plan = {}, .seed = config.seed};
    if (files->checkpoint) state = take_up(*files, config);
    if (!state) return state.error();

    return config.monitor.wanted() ? watch_targets(context, config, *files, signals, log)
                                   : trace_targets(context, config, *files, signals, log, *std::move(state));
}

}  // namespace tracerouter::run
