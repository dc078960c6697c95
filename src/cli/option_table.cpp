#include "cli/option_table.hpp"

#include <algorithm>
#include <array>

namespace tracerouter::cli {
namespace {

constexpr std::array target_rows{
    option_row{option::targets, 0, "targets", "FILE", "more targets, one a line, # comments; - is standard input"},
    option_row{option::exclude, 0, "exclude", "PREFIX", "never probe these addresses (repeatable)"},
    option_row{option::ipv4, '4', "ipv4", "", "use the IPv4 addresses of names only"},
    option_row{option::ipv6, '6', "ipv6", "", "use the IPv6 addresses of names only"},
    option_row{option::all_addresses, 0, "all-addresses", "", "trace every address of a name, not one of them"},
};

constexpr std::array trace_rows{
    option_row{option::icmp, 'I', "icmp", "", "probe with ICMP echo requests (the default)"},
    option_row{option::udp, 'U', "udp", "", "probe with UDP datagrams"},
    option_row{option::tcp, 'T', "tcp", "", "probe with TCP SYN segments"},
    option_row{option::port, 'p', "port", "PORT", "destination port (33434 with -U, 80 with -T)"},
    option_row{option::source_port, 0, "source-port", "PORT", "source port of -U and -T, for all targets (by flow)"},
    option_row{option::first_ttl, 'f', "first-ttl", "N", "lowest TTL to probe (1)"},
    option_row{option::max_ttl, 'm', "max-ttl", "N", "highest TTL to probe (30)"},
    option_row{option::queries, 'q', "queries", "N", "probes per hop (3; 1 with more than 32 targets)"},
    option_row{option::wait, 'w', "wait", "SEC", "longest wait for one probe (3); most waits end earlier"},
    option_row{option::gap_limit, 0, "gap-limit", "N", "silent hops in a row that end a trace (5)"},
    option_row{option::flow, 0, "flow", "N", "which parallel path to follow (chosen at random)"},
    option_row{option::doubletree, 0, "doubletree", "", "probe backwards, stop where the path is known"},
};

constexpr std::array packet_rows{
    option_row{option::source, 's', "source", "ADDR", "send from this address (chosen by routing)"},
    option_row{option::interface, 'i', "interface", "NAME", "send through this interface only"},
    option_row{option::mark, 0, "fwmark", "N", "firewall mark of the probes"},
    option_row{option::tos, 't', "tos", "TOS", "TOS byte of the probes, as 184 or 0xb8 (0)"},
    option_row{option::size, 0, "size", "BYTES", "size of a whole probe (60; 80 over IPv6)"},
    option_row{option::dont_fragment, 'F', "dont-fragment", "", "forbid fragmentation on the way"},
    option_row{option::mtu,
               0,
               "mtu",
               "",
               "find the path MTU and show where it changes, as F=1400",
               {},
               report::extra::path_mtu},
    option_row{option::unprivileged, 0, "unprivileged", "", "use only sockets that need no privileges"},
    option_row{option::rate, 0, "rate", "PPS", "packets per second over all traces (10000); 0: no limit"},
    option_row{option::parallel, 0, "parallel", "N", "traces active at once (1000)"},
};

constexpr std::array output_rows{
    option_row{option::numeric, 'n', "numeric", "", "addresses only, no names"},
    option_row{
        option::as_numbers, 'A', "as-numbers", "", "show the AS number of each address", {}, report::extra::as_numbers},
    option_row{option::as_database,
               0,
               "asn-db",
               "FILE",
               "AS numbers from this database (implies -A)",
               {},
               report::extra::as_numbers},
    option_row{option::place_database,
               0,
               "geo-db",
               "FILE",
               "country and city from this database (not in text or atlas)",
               {},
               report::extra::places},
    option_row{option::dns_timeout, 0, "dns-timeout", "SEC", "longest wait for names at the end of a run (0.5)"},
    option_row{option::hidden_hops, 0, "mask-first", "N", "do not show the first N hops"},
    option_row{option::format, 0, "format", "F", "text, json, events, csv, atlas or dot (text)",
               "text json events csv atlas dot"},
    option_row{option::table, 0, "table", "", "a table with loss, best, median and worst times"},
    option_row{option::output, 'o', "output", "FILE", "write results to FILE; NAME.gz and NAME.zst are compressed"},
    option_row{option::resume, 0, "resume", "FILE", "keep a checkpoint in FILE, and go on from it"},
    option_row{option::in_order, 0, "in-order", "", "trace and show targets in the order given"},
    option_row{option::color, 0, "color", "WHEN", "auto, always or never (auto)", "auto always never"},
    option_row{option::progress, 0, "progress", "WHEN", "show how far the run is: auto, always or never (auto)",
               "auto always never"},
    option_row{option::statistics, 0, "stats", "SEC", "write how far the run is every SEC seconds; SIGUSR1: at once"},
    option_row{option::log_level, 0, "log-level", "L", "trace, debug, info, warn or error (warn)",
               "trace debug info warn error"},
    option_row{option::log_file, 0, "log-file", "FILE", "write the log to FILE instead of standard error"},
};

constexpr std::array other_rows{
    option_row{option::help, 'h', "help", "", "show this help"},
    option_row{option::version, 0, "version", "", "show the version"},
};

constexpr std::array groups{
    option_group{"Targets", target_rows}, option_group{"Traces", trace_rows}, option_group{"Packets", packet_rows},
    option_group{"Output", output_rows},  option_group{"Other", other_rows},
};

const option_row* find_row(auto wanted) {
    for (const auto& group : groups) {
        const auto row = std::find_if(group.rows.begin(), group.rows.end(), wanted);
        if (row != group.rows.end()) return &*row;
    }
    return nullptr;
}

}  // namespace

std::span<const option_group> option_groups() {
    return groups;
}

const option_row* find_option(std::string_view long_name) {
    return find_row([long_name](const option_row& row) { return row.long_name == long_name; });
}

const option_row* find_option(option id) {
    return find_row([id](const option_row& row) { return row.id == id; });
}

}  // namespace tracerouter::cli
