#include "cli/run.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/facts.hpp"
#include "cli/file_sink.hpp"
#include "cli/make_reporter.hpp"
#include "cli/program_log.hpp"
#include "cli/report_queue.hpp"
#include "cli/rights.hpp"
#include "cli/session.hpp"
#include "cli/trace_service.hpp"
#include "resolve/line_reader.hpp"
#include "resolve/system_resolver.hpp"
#include "tracerouter/error.hpp"
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

std::string refusal(boost::system::error_code error, const config& config) {
    if (error == errc::missing_rights) return missing_rights_message();
    if (error == errc::ping_sockets_closed) return closed_ping_sockets_message();
    std::string what = "the sockets cannot be opened";
    if (!config.tracer.interface.empty()) what += " on " + config.tracer.interface;
    if (config.tracer.source) what += " with source " + config.tracer.source->to_string();
    if (config.tracer.mark) what += " with mark " + std::to_string(*config.tracer.mark);
    return what + ": " + error.message();
}

boost::system::result<tracer> open_tracer(boost::asio::io_context& context, const config& config, program_log& log) {
    auto options = config.tracer;
    options.log = log.callback();
    auto opened = tracer::open(context.get_executor(), std::move(options));
    if (!opened) complain(refusal(opened.error(), config));
    return opened;
}

boost::system::result<std::vector<resolve::line_reader>> open_lists(boost::asio::io_context& context,
                                                                    const config& config) {
    std::vector<resolve::line_reader> lists;
    for (const auto& path : config.lists) {
        auto list = resolve::line_reader::open(context.get_executor(), path);
        if (!list) {
            complain(path + ": " + list.error().message());
            return list.error();
        }
        lists.push_back(*std::move(list));
    }
    return lists;
}

boost::system::result<std::unique_ptr<file_sink>> open_output(const config& config) {
    if (config.output.empty()) return std::make_unique<file_sink>();
    auto sink = file_sink::create(config.output);
    if (!sink) complain(config.output + ": " + sink.error().message());
    return sink;
}

bool wants_color(const config& config, const file_sink& out) {
    if (config.color != color_mode::automatic) return config.color == color_mode::always;
    const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org: any value but an empty one
    return out.is_terminal() && (no_color == nullptr || *no_color == '\0');
}

report::fact_lookup lookup_in(const enrich::fact_source* facts) {
    if (facts == nullptr) return {};
    return [facts](const boost::asio::ip::address& address) { return facts->find(address); };
}

/// Whoever watches lines appear does not want to wait for names; whoever reads them by a program wants them complete.
/// The time is that of a question which a name server passes on, and passes on again.
session::settings settings_of(const config& config) {
    constexpr duration moment = std::chrono::milliseconds{200};
    return {.trace = config.trace,
            .queries_chosen = config.queries_chosen,
            .window = config.tracer.window,
            .in_order = config.in_order,
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

/// The first signal ends the run in good order; the next one finds the default action, and kills.
void end_on_signal(boost::asio::signal_set& signals, session& session) {
    signals.async_wait([&signals, &session](boost::system::error_code error, int) {
        if (error) return;
        signals.clear();
        session.interrupt();
    });
}

}  // namespace

exit_code run(const config& config) {
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write()
    program_log log{config.level, config.log_file};
    boost::asio::io_context context{1};

    // What needs rights is opened first; then they go, before anything of the user's or the network's is read.
    auto tracer = open_tracer(context, config, log);
    if (!tracer) return exit_code::missing_rights;
    auto lists = open_lists(context, config);
    if (!lists) return exit_code::wrong_usage;
    const auto out = open_output(config);
    if (!out) return exit_code::failed;
    std::string complaint;
    const auto facts = open_facts(context.get_executor(), config, complaint);
    if (!complaint.empty()) {
        complain(complaint);
        return exit_code::wrong_usage;
    }
    if (const auto error = drop_rights()) {
        complain("the rights that are not needed any more cannot be given up: " + error.message());
        return exit_code::missing_rights;
    }

    const resolve::exclusion_list excluded{config.excluded};
    resolve::target_source targets{config.targets, *std::move(lists), excluded, config.family};
    resolve::system_resolver names{context.get_executor(), config.family};
    tracer_service service{*tracer};
    report_queue reports{context.get_executor(), facts.get()};
    if (facts) facts->on_settled([&reports] { reports.settled(); });
    const screen shown{.color = wants_color(config, **out), .width = (*out)->terminal_width()};
    const auto open_report = [&](bool single_target) {
        return make_reporter(config, **out, shown, lookup_in(facts.get()), single_target);
    };
    session session{settings_of(config),
                    {targets, names, service, excluded, reports, open_report, log.callback(), complain}};
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    end_on_signal(signals, session);
    session.start([&context] { context.stop(); });
    context.run();

    warn_of_drops(*tracer, log);
    // A look-up cannot be recalled, and the end of the io_context would wait for it.
    if (session.looking_up()) std::_Exit(static_cast<int>(session.code()));
    return session.code();
}

}  // namespace tracerouter::cli
