#include "run/monitor_run.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "run/facts.hpp"
#include "run/live_screen.hpp"
#include "run/monitor_output.hpp"
#include "run/monitor_page.hpp"
#include "run/monitor_session.hpp"
#include "run/plain_tables.hpp"
#include "run/report_queue.hpp"
#include "run/screen_settings.hpp"
#include "run/warnings.hpp"
#include "targets/exclusion_list.hpp"
#include "targets/patient_resolver.hpp"
#include "targets/system_resolver.hpp"

namespace tracerouter::run {
namespace {

monitor_request pattern_of(const config& config) {
    monitor_request pattern;
    pattern.options = config.trace;
    pattern.interval = config.monitor.interval;
    pattern.flows = config.monitor.flows;
    pattern.rounds = config.monitor.count.value_or(0);
    return pattern;
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
        // A terminal without a live view shows tables.
        if (files.terminal)
            make_screen();
        else if (is_view_wanted(config) && files.output->is_terminal())
            make_tables();
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
        if (tables_) tables_->start();
        if (page_) page_->start([this] { return known_now(); });
        session_->start([this] { context_.stop(); });
        context_.run();
        signals_.ended();
        if (page_) page_->stop();
        if (screen_) end_screen();
        if (tables_) note_written(tables_->finish());
        for (auto* file : {&output_, &record_}) {
            if (*file) note_written((*file)->close());
        }
        warn_of_drops(files_.tracer, log_);
        warn_of_refusals(files_.tracer, log_);
        return session_->code();
    }

    [[nodiscard]] bool looking_up() const { return session_->looking_up(); }

private:
    void make_screen() {
        screen_.emplace(context_, screen_settings_of(config_),
                        live_screen::surroundings{
                            .terminal = *files_.terminal,
                            .facts = facts_in(files_.facts.get()),
                            .targets = [this]() -> const live_screen::target_list& { return session_->targets(); },
                            .on_quit = [this] { session_->end(); }});
    }

    void make_tables() {
        tables_.emplace(context_.get_executor(), std::move(files_.output), screen_settings_of(config_),
                        plain_tables::surroundings{
                            .facts = facts_in(files_.facts.get()),
                            .result_of = [this](std::size_t number) { return session_->targets()[number]->result(); },
                            .on_error = [this](boost::system::error_code error) { session_->output_failed(error); }});
    }

    // What is shown on the terminal is not written there, too.
    void make_outputs() {
        auto settings = monitor_settings_of(config_, facts_in(files_.facts.get()));
        const auto failed = [this](boost::system::error_code error) { session_->output_failed(error); };
        if (files_.page)
            page_.emplace(context_.get_executor(), std::move(files_.page),
                          monitor_page::settings{.format = monitor_format_of(config_.monitor),
                                                 .what = settings,
                                                 .hidden_hops = config_.hidden_hops,
                                                 .name = config_.output},
                          failed);
        else if (!screen_ && !tables_)
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
        if (page_) outputs.push_back(&page_->report());
        return {.targets = targets_,
                .names = names_,
                .tracer = files_.tracer,
                .excluded = excluded_,
                .reports = reports_,
                .facts = files_.facts.get(),
                .outputs = std::move(outputs),
                .screen = screen(),
                .log = log_.callback(),
                .complain = [this](std::string_view message) { complain(message); }};
    }

    [[nodiscard]] watch_observer* screen() {
        if (screen_) return &*screen_;
        return tables_ ? &*tables_ : nullptr;
    }

    void note_written(boost::system::error_code error) {
        if (error) session_->output_failed(error);
    }

    [[nodiscard]] std::optional<std::vector<monitor_result>> known_now() const {
        if (session_->is_reporting()) return std::nullopt;
        std::vector<monitor_result> out;
        for (const auto& target : session_->targets()) {
            if (target->begun()) out.push_back(target->result());
        }
        return out;
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
        note_written(files_.output->write(screen_->tables()));
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
    std::optional<monitor_page> page_;
    std::optional<live_screen> screen_;
    std::optional<plain_tables> tables_;
    std::optional<monitor_session> session_;
    std::vector<std::string> held_back_;  ///< lines for standard error
};

}  // namespace

host::exit_code watch_targets(boost::asio::io_context& context, const config& config, opened_files& files,
                              host::run_signals& signals, host::program_log& log) {
    monitor_run all{context, config, files, signals, log};
    const auto code = all.run();
    if (all.looking_up()) host::end_at_once(code);
    return code;
}

}  // namespace tracerouter::run
