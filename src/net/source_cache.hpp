#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// Remembers for a while which source address goes with destinations, per /24 of IPv4 and /64 of IPv6. Bounded: what is
/// learnt takes the place of what was there.
class source_cache {
public:
    /// Long enough for a survey in order, short enough that a changed route is noticed.
    static constexpr duration lifetime = std::chrono::seconds{5};
    /// The logarithm of the number of entries: a survey of a /12 in random order finds all its networks here.
    static constexpr unsigned size_bits = 13;

    [[nodiscard]] std::optional<boost::asio::ip::address> find(const boost::asio::ip::address& destination,
                                                               time_point now) const;
    void put(const boost::asio::ip::address& destination, const boost::asio::ip::address& source, time_point now);

private:
    struct block {
        std::uint64_t bits = 0;  // that all its addresses share
        bool v4 = false;
        friend bool operator==(const block&, const block&) = default;
    };
    struct entry {
        block of;
        boost::asio::ip::address source;
        time_point until{};
    };
    static block block_of(const boost::asio::ip::address& destination);
    static std::size_t place_of(const block& of);

    static constexpr unsigned page_bits = 6;
    using page = std::array<entry, std::size_t{1} << page_bits>;

    // By a hash of the block. A page is there once something is put on it: a single target costs next to nothing.
    std::array<std::unique_ptr<page>, std::size_t{1} << (size_bits - page_bits)> pages_;
};

}  // namespace tracerouter::net
