#include "run/monitor_run.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/terminal.hpp"
#include "run/live_screen.hpp"
#include "run/monitor_output.hpp"
#include "run/monitor_session.hpp"
#include "run/report_queue.hpp"
#include "run/warnings.hpp"
#include "targets/exclusion_list.hpp"
#include "targets/patient_resolver.hpp"
#include "targets/system_resolver.hpp"
#include "view/columns.hpp"

namespace tracerouter::run {
namespace {

report::fact_lookup facts_in(const enrich::fact_source* facts) {
    if (facts == nullptr) return {};
    return [facts](const boost::asio::ip::address& address) { return facts->find(address); };
}

monitor_request pattern_of(const config& config) {
    monitor_request pattern;
    pattern.options = config.trace;
    pattern.interval = config.monitor.interval;
    pattern.flows = config.monitor.flows;
    pattern.rounds = config.monitor.count.value_or(0);
    return pattern;
}

live_screen::settings screen_settings(const config& config) {
    const auto columns = view::checked_columns(config.monitor.columns);  // without the blanks of a report
    view::screen_state state = columns ? view::screen_state{*columns} : view::screen_state{};
    if (!config.names) state.show_names(view::name_mode::address);
    state.show_as(config.as_numbers);
    const bool color = config.color == show::always || (config.color == show::automatic && !host::no_color_wanted());
    return {.state = std::move(state),
            .color = color,
            .unicode = host::is_unicode_wanted(),
            .hidden_hops = config.hidden_hops,
            .interval = config.monitor.interval,
            .session_file = config.monitor.record};
}

/// All that such a run is made of, in the order of its life.
class monitor_run {
public:
    monitor_run(boost::asio::io_context& context, const config& config, opened_files& files, host::run_signals& signals,
                host::program_log& log)
        : context_{context},
          config_{config},
          files_{files},
          signals_{signals},
          log_{log},
          excluded_{config.excluded},
          targets_{config.targets, std::move(files.lists), excluded_, {config.family, std::nullopt}},
          system_names_{context.get_executor(), config.family},
          names_{context.get_executor(), system_names_,
                 [&log](std::string_view message) { log.write(log_level::warn, message); }},
          reports_{context.get_executor(), files.facts.get()} {
        if (!config.lists.empty()) system_names_.read_settings();
        if (files.terminal) make_screen();
        make_outputs();
        session_.emplace(monitor_session::settings{pattern_of(config), config.dns_timeout, config.monitor.fail_if},
                         surroundings());
        if (files.facts) files.facts->on_settled([this] { facts_settled(); });
    }

    host::exit_code run() {
        signals_.on_end([this] {
            if (screen_) screen_->leave();  // the next signal kills
            session_->interrupt();
        });
        if (screen_) begin_screen();
        session_->start([this] { context_.stop(); });
        context_.run();
        signals_.ended();
        if (screen_) end_screen();
        for (auto* file : {&output_, &record_}) {
            const auto error = *file ? (*file)->close() : boost::system::error_code{};
            if (error) session_->output_failed(error);
        }
        warn_of_drops(files_.tracer, log_);
        warn_of_refusals(files_.tracer, log_);
        return session_->code();
    }

    [[nodiscard]] bool looking_up() const { return session_->looking_up(); }

private:
    void make_screen() {
        screen_.emplace(context_, screen_settings(config_),
                        live_screen::surroundings{
                            .terminal = *files_.terminal,
                            .facts = facts_in(files_.facts.get()),
                            .targets = [this]() -> const live_screen::target_list& { return session_->targets(); },
                            .on_quit = [this] { session_->end(); }});
    }

    // What is shown on the screen is not written there, too.
    void make_outputs() {
        auto settings = monitor_settings_of(config_, facts_in(files_.facts.get()));
        const auto failed = [this](boost::system::error_code error) { session_->output_failed(error); };
        if (!screen_)
            output_.emplace(context_.get_executor(), std::move(files_.output), config_.output,
                            monitor_format_of(config_.monitor), settings, config_.hidden_hops, failed);
        if (!files_.record) return;
        settings.departures = true;
        record_.emplace(context_.get_executor(), std::move(files_.record), config_.monitor.record, session_format(),
                        settings, config_.hidden_hops, failed);
    }

    monitor_session::surroundings surroundings() {
        std::vector<monitor_report*> outputs;
        for (auto* file : {&output_, &record_}) {
            if (*file) outputs.push_back(&(*file)->report());
        }
        return {.targets = targets_,
                .names = names_,
                .tracer = files_.tracer,
                .excluded = excluded_,
                .reports = reports_,
                .facts = files_.facts.get(),
                .outputs = std::move(outputs),
                .screen = screen_ ? &*screen_ : nullptr,
                .log = log_.callback(),
                .complain = [this](std::string_view message) { complain(message); }};
    }

    void facts_settled() {
        reports_.settled();
        if (screen_) screen_->facts_changed();
    }

    // Standard error is most likely the same terminal: what comes meanwhile is written behind the view.
    void begin_screen() {
        log_.divert([this](std::string_view line) { complain(line); });
        if (const auto error = screen_->start()) complain("the terminal cannot be used: " + error.message());
    }

    void end_screen() {
        screen_->leave();
        log_.divert({});
        if (const auto error = files_.output->write(screen_->tables())) session_->output_failed(error);
        for (const std::string& line : held_back_) host::complain(line);
    }

    void complain(std::string_view message) {
        if (!files_.terminal || !files_.terminal->is_entered()) return host::complain(message);
        constexpr std::size_t most = 1'000;
        if (held_back_.size() < most) held_back_.emplace_back(message);
        screen_->say(message);
    }

    boost::asio::io_context& context_;
    const config& config_;
    opened_files& files_;
    host::run_signals& signals_;
    host::program_log& log_;
    const targets::exclusion_list excluded_;
    targets::target_source targets_;
    targets::system_resolver system_names_;
    targets::patient_resolver names_;
    report_queue reports_;
    std::optional<monitor_output> output_;
    std::optional<monitor_output> record_;
    std::optional<live_screen> screen_;
    std::optional<monitor_session> session_;
    std::vector<std::string> held_back_;  ///< lines for standard error
};

}  // namespace

host::exit_code watch_targets(boost::asio::io_context& context, const config& config, opened_files& files,
                              host::run_signals& signals, host::program_log& log, bool& looking_up) {
    monitor_run all{context, config, files, signals, log};
    const auto code = all.run();
    looking_up = all.looking_up();
    return code;
}

}  // namespace tracerouter::run
