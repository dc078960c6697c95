#include "run/opening.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "host/grant.hpp"
#include "host/jail.hpp"
#include "host/own_address.hpp"
#include "host/program_log.hpp"
#include "host/resolver_needs.hpp"
#include "host/rights.hpp"
#include "run/bulk.hpp"
#include "run/facts.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::run {
namespace {

std::string refusal(boost::system::error_code error, const config& config) {
    if (error == errc::missing_rights) return host::missing_rights_message();
    if (error == errc::ping_sockets_closed) return host::closed_ping_sockets_message();
    if (config.tracer.mark && error == boost::system::errc::operation_not_permitted)
        return host::missing_mark_message();
    std::string what = "the sockets cannot be opened";
    if (config.tracer.source_port) what += " with source port " + std::to_string(*config.tracer.source_port);
    if (!config.tracer.interface.empty()) what += " on " + config.tracer.interface;
    if (config.tracer.source) what += " with source " + config.tracer.source->to_string();
    if (config.tracer.mark) what += " with mark " + std::to_string(*config.tracer.mark);
    return what + ": " + error.message();
}

host::exit_code refuse(const std::string& why, host::exit_code code) {
    host::complain(why);
    return code;
}

// No answer would come to a source that is not ours, or it would come to others.
std::optional<host::exit_code> refuse_source(const config& config) {
    if (!config.tracer.source) return std::nullopt;
    const std::string what = "--source " + config.tracer.source->to_string() + ": ";
    const auto error = host::check_own_address(*config.tracer.source, config.tracer.interface);
    if (!error) return std::nullopt;
    const bool foreign = error == boost::system::errc::address_not_available;
    return foreign ? refuse(what + "expected an address of this host", host::exit_code::wrong_usage)
                   : refuse(what + error.message(), host::exit_code::missing_rights);
}

// What this user may not ask for, or this host cannot do.
std::optional<host::exit_code> refuse_wishes(const config& config) {
    const bool limited = !config.tracer.unprivileged && host::granted_by_file_only();
    const auto beyond = limited ? host::beyond_grant(config.tracer) : std::nullopt;
    return beyond ? refuse(*beyond, host::exit_code::wrong_usage) : refuse_source(config);
}

// The kernel sends nothing of IPv4 from a loopback address to other hosts. It would of IPv6 (RFC 4291 section 2.5.3).
bool stays_on_loopback(const tracer_options& options) {
    return options.interface.empty() && options.source && options.source->is_v6() && options.source->is_loopback();
}

boost::system::result<tracer> open_tracer(boost::asio::io_context& context, const config& config,
                                          host::program_log& log) {
    auto options = config.tracer;
    options.log = log.callback();
    options.least_logged = config.level;
    options.bulk = gains_by_bulk(config);
    if (stays_on_loopback(options)) options.interface = "lo";
    auto opened = tracer::open(context.get_executor(), options);
    if (!opened) host::complain(refusal(opened.error(), config));
    return opened;
}

boost::system::result<std::vector<targets::line_reader>> open_lists(boost::asio::io_context& context,
                                                                    const config& config) {
    std::vector<targets::line_reader> lists;
    for (const auto& path : config.lists) {
        auto list = targets::line_reader::open(context.get_executor(), path);
        if (!list) {
            host::complain(path + ": " + list.error().message());
            return list.error();
        }
        lists.push_back(*std::move(list));
    }
    return lists;
}

boost::system::result<std::unique_ptr<host::file_sink>> open_output(const config& config) {
    if (config.output.empty()) return std::make_unique<host::file_sink>();
    auto sink = host::file_sink::open(config.output);
    if (!sink) host::complain(config.output + ": " + sink.error().message());
    return sink;
}

// Daemons of this machine are asked about names and nothing else.
host::jail_openings still_needed(const config& config) {
    host::jail_openings needs = host::resolver_needs();
    const bool names = !config.lists.empty() || std::ranges::any_of(config.targets, [](const auto& target) {
        return std::holds_alternative<targets::host_name>(target.spec);
    });
    if (!names) needs.daemons = host::local_daemons::closed;
    return needs;
}

boost::system::result<std::unique_ptr<host::checkpoint_file>, host::exit_code> open_checkpoint(const config& config) {
    if (config.resume.empty()) return nullptr;
    auto opened = host::checkpoint_file::open(config.resume);
    if (opened) return *std::move(opened);
    const auto name = config.resume + ": ";
    if (opened.error() == boost::system::errc::not_supported) {
        return refuse(name + "--resume needs a regular file", host::exit_code::wrong_usage);
    }
    const bool used = opened.error() == boost::system::errc::operation_would_block;
    return refuse(name + (used ? "another run uses it" : opened.error().message()), host::exit_code::failed);
}

/// What an interrupted run has written stays until it is known how much of it counts.
bool empty_output(host::file_sink& output, const config& config) {
    const auto error = config.resume.empty() && !config.output.empty() ? output.empty() : boost::system::error_code{};
    if (error) host::complain(config.output + ": " + error.message());
    return !error;
}

}  // namespace

boost::system::result<opened_files, host::exit_code> open_files(boost::asio::io_context& context, const config& config,
                                                                host::program_log& log) {
    if (const auto refused = refuse_wishes(config)) return *refused;
    host::use_raw_sockets(!config.tracer.unprivileged);
    auto tracer = open_tracer(context, config, log);
    if (!tracer) return host::exit_code::missing_rights;
    auto lists = open_lists(context, config);
    if (!lists) return host::exit_code::wrong_usage;
    auto checkpoint = open_checkpoint(config);
    if (!checkpoint) return checkpoint.error();
    std::string complaint;
    auto facts = open_facts(context.get_executor(), config, complaint);
    if (!complaint.empty()) return refuse(complaint, host::exit_code::wrong_usage);
    auto output = open_output(config);
    if (!output) return host::exit_code::failed;
    if (const auto error = host::drop_rights()) {
        const std::string what = "privileges that are no longer needed cannot be given up: ";
        return refuse(what + error.message(), host::exit_code::missing_rights);
    }
    log.write(log_level::debug, host::enter_jail(still_needed(config)));
    if (!empty_output(**output, config)) return host::exit_code::failed;  // last, when nothing else can go wrong
    return opened_files{*std::move(tracer), *std::move(lists), *std::move(checkpoint), *std::move(output),
                        std::move(facts)};
}

}  // namespace tracerouter::run
