#include "net/open_channel.hpp"

#include <optional>
#include <string_view>

#include "net/linux/packet_ring.hpp"
#include "net/linux/socket_channel.hpp"
#include "tracerouter/error.hpp"
#include "tracerouter/mapped_address.hpp"

namespace tracerouter::net {

namespace {

static_assert(max_bulk_packet_size <= packet_ring::longest_datagram);

// For what is logged so seldom that its words cost nothing.
log_callback log_of(const tracer_options& options) {
    if (!options.log) return {};
    return [log = options.log, least = options.least_logged](log_level level, std::string_view message) {
        if (level >= least) log(level, message);
    };
}

}  // namespace

boost::system::result<std::unique_ptr<channel>> open_channel(const boost::asio::any_io_executor& executor,
                                                             const tracer_options& options) {
    const auto source = options.source ? std::optional{without_mapping(*options.source)} : std::nullopt;
    const socket_options wanted{.source = source,
                                .interface = options.interface,
                                .source_port = options.source_port,
                                .mark = options.mark,
                                .bulk = options.bulk,
                                .fast_path = options.fast_path,
                                .log = log_of(options)};
    if (!options.unprivileged) {
        auto raw = socket_channel::open_raw(executor, options.protocols, wanted);
        if (raw || raw.error() != errc::missing_rights || options.fast_path) return raw;
        if (wanted.log) wanted.log(log_level::info, "raw sockets are refused: using sockets that need no privileges");
    }
    return socket_channel::open_unprivileged(executor, options.protocols, wanted);
}

}  // namespace tracerouter::net
