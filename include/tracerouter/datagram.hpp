#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

#include "tracerouter/time.hpp"

namespace tracerouter {

/// Names one probe of one engine. Opaque to everyone but the engine that made it.
enum class probe_key : std::uint64_t {};

/// A datagram to be sent. IPv4: `bytes` is the whole datagram with its IP header.
struct datagram {
    probe_key probe{};
    boost::asio::ip::address destination{};
    std::span<const std::byte> bytes{};
};

/// A probe has left.
struct sent_stamp {
    probe_key probe{};
    time_point at{};
    stamp_source source = stamp_source::process;
};

/// A datagram that arrived. IPv4: `bytes` is the whole datagram with its IP header.
struct received_datagram {
    std::span<const std::byte> bytes{};
    time_point at{};
    stamp_source source = stamp_source::process;
};

}  // namespace tracerouter
