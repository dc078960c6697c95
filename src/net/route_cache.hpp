#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "net/way_out.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// Remembers which way out goes with destinations of one family. The prefixes of all routes and rules cut the addresses
/// into pieces. All addresses of a piece are under the same prefixes, however long these are, so what holds for one of
/// them holds for all.
class route_cache {
public:
    /// For what the kernel changes without telling, as it does when one of several default routers falls silent.
    static constexpr duration lifetime = std::chrono::seconds{5};

    /// Addresses under a prefix of that many bits are told from the others. To be called before all else.
    void cut(const boost::asio::ip::address& prefix, unsigned bits);
    /// All cuts are made.
    void seal();

    [[nodiscard]] std::optional<way_out> find(const boost::asio::ip::address& destination, std::uint8_t tos,
                                              time_point now) const;
    void put(const boost::asio::ip::address& destination, std::uint8_t tos, const way_out& way, time_point now);

private:
    // An address as a number.
    struct number {
        std::uint64_t high = 0;
        std::uint64_t low = 0;
        friend auto operator<=>(const number&, const number&) = default;
    };
    struct entry {
        way_out way;
        std::uint8_t tos = 0;
        time_point until{};
    };
    static number number_of(const boost::asio::ip::address& address);
    [[nodiscard]] std::size_t piece_of(const boost::asio::ip::address& address) const;

    std::vector<number> starts_;  // of the pieces but the first
    std::vector<entry> pieces_;
};

}  // namespace tracerouter::net
