#include "cli/run.hpp"

#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cli/checkpoint.hpp"
#include "cli/encoder.hpp"
#include "cli/file_sink.hpp"
#include "cli/make_reporter.hpp"
#include "cli/opening.hpp"
#include "cli/output_queue.hpp"
#include "cli/program_log.hpp"
#include "cli/progress_meter.hpp"
#include "cli/report_queue.hpp"
#include "cli/resumption.hpp"
#include "cli/session.hpp"
#include "cli/trace_service.hpp"
#include "report/progress.hpp"
#include "resolve/exclusion_list.hpp"
#include "resolve/patient_resolver.hpp"
#include "resolve/system_resolver.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::cli {
namespace {

class tracer_service final : public trace_service {
public:
    explicit tracer_service(tracer& tracer) : tracer_{tracer} {}

    void async_trace(trace_request request, handler on_end) override {
        tracer_.async_trace(std::move(request), std::move(on_end));
    }

private:
    tracer& tracer_;
};

bool wants_color(const config& config, const file_sink& out) {
    if (config.color != show::automatic) return config.color == show::always;
    const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org: any value but an empty one
    return out.is_terminal() && (no_color == nullptr || *no_color == '\0');
}

report::fact_lookup lookup_in(const enrich::fact_source* facts) {
    if (facts == nullptr) return {};
    return [facts](const boost::asio::ip::address& address) { return facts->find(address); };
}

/// Whoever watches lines appear does not want to wait for names; whoever reads them by a program wants them complete.
/// The time is that of a question which a name server passes on, and passes on again.
session::settings session_settings(const config& config, bool counts_responders) {
    constexpr duration moment = std::chrono::milliseconds{200};
    return {.trace = config.trace,
            .queries_chosen = config.queries_chosen,
            .window = config.tracer.window,
            .in_order = config.in_order,
            .count_responders = counts_responders,
            .hidden_hops = config.hidden_hops,
            .hop_patience =
                config.format == output_format::text ? std::min(config.dns_timeout, moment) : config.dns_timeout,
            .trace_patience = config.dns_timeout};
}

void warn_of_drops(const tracer& tracer, program_log& log) {
    const auto drops = tracer.statistics().receive_drops;
    if (drops == 0) return;
    log.write(log_level::warn, std::to_string(drops) + " answers were lost in our own socket buffer: lower --rate");
}

void warn_of_refusals(const tracer& tracer, program_log& log) {
    const auto refused = tracer.statistics().send_errors;
    if (refused == 0) return;
    log.write(log_level::warn, std::to_string(refused) + " probes were refused by this host itself, and are no loss");
}

report::progress look_at(const session& session, const tracer& tracer, duration elapsed) {
    report::progress now;
    const auto counts = tracer.statistics();
    now.elapsed = elapsed;
    now.probes = counts.probes_sent;
    now.replies = counts.replies;
    now.dropped = counts.receive_drops;
    session.tell(now);
    return now;
}

void write_to_terminal(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

progress_meter::settings meter_settings(const config& config, bool output_on_terminal) {
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    const bool automatic = config.progress == show::automatic && terminal && !output_on_terminal;
    return {.wanted = automatic || config.progress == show::always,
            .redraw = terminal,
            .lines = config.statistics_interval};
}

/// SIGUSR1 asks how far we are.
void tell_on_signal(boost::asio::signal_set& signals, progress_meter& meter) {
    signals.async_wait([&signals, &meter](boost::system::error_code error, int) {
        if (error) return;
        meter.show();
        tell_on_signal(signals, meter);
    });
}

/// The first signal ends the run in good order; the next one finds the default action, and kills.
void end_on_signal(boost::asio::signal_set& signals, session& session) {
    signals.async_wait([&signals, &session](boost::system::error_code error, int) {
        if (error) return;
        signals.clear();
        session.interrupt();
    });
}

/// What a resumed run goes on from, or nothing but an exit code: there is nothing to go on with.
boost::system::result<checkpoint, exit_code> take_up(opened_files& files, const config& config) {
    const auto refuse = [](const std::string& why) {
        complain(why);
        return exit_code::wrong_usage;
    };
    const auto plan = plan_of(config, files.lists);
    if (!plan) return refuse(plan.error());
    auto state = resume_from(*files.checkpoint, *plan, config);
    if (!state) return refuse(state.error());
    if (state->finished) {
        complain(config.resume + ": the run is complete, and nothing is left to do");
        return code_of(state->counts);
    }
    const auto wrong = cut_results(*files.output, *state, config);
    if (!wrong.empty()) return refuse(wrong);
    return *std::move(state);
}

}  // namespace

exit_code run(const config& config) {
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write()
    program_log log{config.level, config.log_file};
    boost::asio::io_context context{1};
    auto files = open_files(context, config, log);
    if (!files) return files.error();
    boost::system::result<checkpoint, exit_code> state = checkpoint{.plan = {}, .seed = config.seed};
    if (files->checkpoint) state = take_up(*files, config);
    if (!state) return state.error();

    const resolve::exclusion_list excluded{config.excluded};
    resolve::target_source targets{config.targets, std::move(files->lists), excluded, {config.family, state->seed}};
    resolve::system_resolver system{context.get_executor(), config.family};
    resolve::patient_resolver names{context.get_executor(), system,
                                    [&log](std::string_view message) { log.write(log_level::warn, message); }};
    tracer_service service{files->tracer};
    const report_place place{.color = wants_color(config, *files->output),
                             .width = files->output->terminal_width(),
                             .continued = state->output_size > 0};
    progress_meter meter{context.get_executor(), meter_settings(config, files->output->is_terminal()),
                         write_to_terminal};
    output_queue out{context.get_executor(), std::move(files->output), encoder_for(config.output)};
    done_set done = state->done;
    report_queue reports{context.get_executor(), files->facts.get()};
    if (files->facts) files->facts->on_settled([&reports] { reports.settled(); });
    const auto open_report = [&](bool single_target) {
        return make_reporter(config, out, place, lookup_in(files->facts.get()), single_target);
    };
    session session{session_settings(config, meter.wanted()),
                    {targets, names, service, excluded, reports, open_report, [&out] { return out.has_room(); },
                     files->checkpoint ? &done : nullptr, log.callback(),
                     [&meter](std::string_view message) {
                         meter.clear();
                         complain(message);
                     }}};
    session.resume(state->counts);
    out.on_change([&session](boost::system::error_code error) { session.output_changed(error); });

    std::optional<checkpointer> book;
    if (files->checkpoint) {
        book.emplace(context.get_executor(), *files->checkpoint, *std::move(state), out, session, done, config.resume);
        book->start();
    }
    boost::asio::signal_set ending{context, SIGINT, SIGTERM};
    end_on_signal(ending, session);
    boost::asio::signal_set asking{context, SIGUSR1};
    meter.start([&, begin = clock::now()] { return look_at(session, files->tracer, clock::now() - begin); });
    tell_on_signal(asking, meter);
    session.start([&context] { context.stop(); });
    context.run();
    if (book) book->finish();
    session.output_changed(out.close());
    meter.finish();

    warn_of_drops(files->tracer, log);
    warn_of_refusals(files->tracer, log);
    // A look-up cannot be recalled, and the end of the io_context would wait for it.
    if (session.looking_up()) std::_Exit(static_cast<int>(session.code()));
    return session.code();
}

}  // namespace tracerouter::cli
