#include "run/opening.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "host/grant.hpp"
#include "host/jail.hpp"
#include "host/own_address.hpp"
#include "host/program_log.hpp"
#include "host/rights.hpp"
#include "run/bulk.hpp"
#include "run/facts.hpp"
#include "run/monitor_output.hpp"
#include "run/opening_parts.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::run {
namespace {

/// Empty: the error has nothing to do with it.
std::string about_fast_path(boost::system::error_code error, const config& config) {
    if (error == errc::missing_rights) {
        return "--fast-path: packet sockets need the capability CAP_NET_RAW: run this with sudo, or leave --fast-path "
               "out";
    }
    if (error == errc::fast_path_ipsec) {
        return "--fast-path: this host has IPsec policies (ip xfrm policy), which packet sockets go past: leave "
               "--fast-path out";
    }
    if (error == errc::fast_path_interface) {
        return "--fast-path: " + config.tracer.interface +
               " is neither an Ethernet interface of its own nor one without link addresses: leave --fast-path out";
    }
    return {};
}

std::string about_sockets(boost::system::error_code error, const config& config) {
    if (config.tracer.fast_path) {
        if (const auto what = about_fast_path(error, config); !what.empty()) return what;
    }
    if (error == errc::missing_rights) return host::missing_rights_message();
    if (error == errc::ping_sockets_closed) return host::closed_ping_sockets_message();
    if (config.tracer.mark && error == boost::system::errc::operation_not_permitted)
        return host::missing_mark_message();
    std::string what = "the sockets cannot be opened";
    if (config.tracer.source_port) what += " with source port " + std::to_string(*config.tracer.source_port);
    if (!config.tracer.interface.empty()) what += " on " + config.tracer.interface;
    if (config.tracer.source) what += " with source " + config.tracer.source->to_string();
    if (config.tracer.fast_path) what += " for --fast-path";
    if (config.tracer.mark) what += " with mark " + std::to_string(*config.tracer.mark);
    return what + ": " + error.message();
}

// No answer would come to a source that is not ours, or it would come to others.
host::or_refusal<void> check_source(const config& config) {
    if (!config.tracer.source) return {};
    const std::string what = "--source " + config.tracer.source->to_string() + ": ";
    const auto error = host::check_own_address(*config.tracer.source, config.tracer.interface);
    if (!error) return {};
    if (error == boost::system::errc::address_not_available) {
        return host::refusal{what + "expected an address of this host"};
    }
    return host::refusal{what + error.message(), host::exit_code::missing_rights};
}

bool granted_by_file_only(const config& config) {
    return !config.tracer.unprivileged && host::granted_by_file_only();
}

// What this user may not ask for, or this host cannot do.
host::or_refusal<void> check_wishes(const config& config) {
    if (granted_by_file_only(config)) {
        if (const auto granted = host::check_grant(config.tracer); !granted) return granted;
    }
    return check_source(config);
}

// The kernel sends nothing of IPv4 from a loopback address to other hosts. It would of IPv6 (RFC 4291 section 2.5.3).
bool stays_on_loopback(const tracer_options& options) {
    return options.interface.empty() && options.source && options.source->is_v6() && options.source->is_loopback();
}

host::or_refusal<tracer> open_tracer(boost::asio::io_context& context, const config& config, host::program_log& log) {
    auto options = config.tracer;
    options.log = log.callback();
    options.least_logged = config.level;
    options.bulk = gains_by_bulk(config);
    if (granted_by_file_only(config)) options.window = std::min(options.window, host::most_granted_window);
    if (stays_on_loopback(options)) options.interface = "lo";
    auto found = tracer::open(context.get_executor(), options);
    if (!found) return host::refusal{about_sockets(found.error(), config), host::exit_code::missing_rights};
    return *std::move(found);
}

host::or_refusal<std::vector<targets::line_reader>> open_lists(boost::asio::io_context& context, const config& config) {
    std::vector<targets::line_reader> lists;
    for (const auto& path : config.lists) {
        auto list = targets::line_reader::open(context.get_executor(), path);
        if (!list) return host::refusal{path + ": " + list.error().message()};
        lists.push_back(*std::move(list));
    }
    return lists;
}

/// Of a monitor; none if it is not wanted.
host::or_refusal<std::unique_ptr<host::page_file>> open_page(const config& config) {
    if (!is_page_wanted(config)) return std::unique_ptr<host::page_file>{};
    auto page = host::page_file::open(config.output);
    if (!page) return output_refused(config.output, page.error());
    return *std::move(page);
}

/// The same.
host::or_refusal<std::unique_ptr<host::file_sink>> open_record(const config& config) {
    if (config.monitor.record.empty()) return std::unique_ptr<host::file_sink>{};
    return open_output(config.monitor.record);
}

host::or_refusal<std::unique_ptr<host::checkpoint_file>> open_checkpoint(const config& config) {
    if (config.resume.empty()) return std::unique_ptr<host::checkpoint_file>{};
    auto file = host::checkpoint_file::open(config.resume);
    if (file) return *std::move(file);
    const auto name = config.resume + ": ";
    if (file.error() == boost::system::errc::not_supported) {
        return host::refusal{name + "--resume needs a regular file"};
    }
    const bool used = file.error() == boost::system::errc::operation_would_block;
    return host::refusal{name + (used ? "another run uses it" : file.error().message()), host::exit_code::failed};
}

/// What an interrupted run has written stays until it is known how much of it counts, and a page until the next one.
host::or_refusal<void> empty_output(opened_files& files, const config& config) {
    if (config.resume.empty() && !config.output.empty() && !files.page) {
        if (const auto error = files.output->empty()) return output_refused(config.output, error);
    }
    if (files.record) {
        if (const auto error = files.record->empty()) return output_refused(config.monitor.record, error);
    }
    return {};
}

}  // namespace

host::or_refusal<opened_files> open_files(boost::asio::io_context& context, const config& config,
                                          host::program_log& log) {
    if (const auto allowed = check_wishes(config); !allowed) return allowed.error();
    host::use_raw_sockets(!config.tracer.unprivileged);
    auto tracer = open_tracer(context, config, log);
    if (!tracer) return tracer.error();
    auto lists = open_lists(context, config);
    if (!lists) return lists.error();
    auto checkpoint = open_checkpoint(config);
    if (!checkpoint) return checkpoint.error();
    auto facts = open_facts(context.get_executor(), config);
    if (!facts) return facts.error();
    auto page = open_page(config);
    if (!page) return page.error();
    auto output = *page ? std::make_unique<host::file_sink>() : open_output(config);
    if (!output) return output.error();
    auto record = open_record(config);
    if (!record) return record.error();
    if (const auto dropped = drop_all_rights(); !dropped) return dropped.error();
    auto terminal = open_terminal(config);
    auto openings = still_needed(config, {.facts = *facts != nullptr, .terminal = terminal != nullptr});
    if (*page) openings.replaceable = (*page)->folder();
    log.write(log_level::debug, host::enter_jail(openings));
    opened_files files{.tracer = *std::move(tracer),
                       .lists = *std::move(lists),
                       .checkpoint = *std::move(checkpoint),
                       .output = *std::move(output),
                       .page = *std::move(page),
                       .record = *std::move(record),
                       .terminal = std::move(terminal),
                       .facts = *std::move(facts)};
    // Last, when nothing else can go wrong.
    if (const auto emptied = empty_output(files, config); !emptied) return emptied.error();
    return files;
}

}  // namespace tracerouter::run
