#include "run/replay_view.hpp"

#include "host/program_log.hpp"
#include "run/facts.hpp"
#include "run/replay_screen.hpp"
#include "run/screen_settings.hpp"
#include "run/verdict.hpp"

namespace tracerouter::run {

host::exit_code view_session(boost::asio::io_context& context, const config& config, replay_files& files,
                             host::run_signals& signals, const session_log& session) {
    verdict verdict;
    const auto facts = facts_in(files.facts.get());
    replay_screen screen{context,
                         screen_settings_of(config),
                         {.terminal = *files.terminal,
                          .facts = files.facts.get(),
                          .known = facts,
                          .on_quit = [&context] { context.stop(); }},
                         session};
    if (files.facts) files.facts->on_settled([&screen] { screen.facts_changed(); });
    signals.on_end([&] {
        screen.leave();  // the next signal kills
        verdict.set_interrupted();
        context.stop();
    });
    const auto error = screen.start();
    if (!error) context.run();
    signals.ended();
    screen.leave();
    if (error) host::complain("the terminal cannot be used: " + error.message());
    for (const monitor_result& result : screen.results()) verdict.add(result, config.monitor.fail_if, facts);
    verdict.output_failed(files.output->write(screen.tables()));
    return verdict.code();
}

}  // namespace tracerouter::run
