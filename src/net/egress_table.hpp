#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "net/way_out.hpp"

namespace tracerouter::net {

/// The sources, interfaces and next hops that datagrams leave by, under numbers (datagram::egress). They are few: a
/// number stays for good.
class egress_table {
public:
    struct exit {
        std::optional<boost::asio::ip::address> source{};  ///< absent: the kernel chooses it
        unsigned interface = 0;                            ///< its index; 0: any
        std::optional<boost::asio::ip::address> next_hop{};
        std::optional<boost::asio::ip::address> gateway{};
        bool needs_stack = false;
        std::uint64_t routes = 0;  ///< as given to number_of()
        friend bool operator==(const exit&, const exit&) = default;
    };

    /// Never 0, which is no exit in particular.
    /// \param routes tells ways apart that were found before a change of the routes from those found after it
    [[nodiscard]] std::uint32_t number_of(const way_out& way, std::uint64_t routes = 0) {
        const exit wanted{.source = way.names_source ? std::optional{way.source} : std::nullopt,
                          .interface = way.interface,
                          .next_hop = way.next_hop,
                          .gateway = way.gateway,
                          .needs_stack = way.needs_stack,
                          .routes = routes};
        // The latest first: those of former routes are not found again.
        std::size_t number = exits_.size();
        while (number > 0 && exits_[number - 1] != wanted) --number;
        if (number > 0) return static_cast<std::uint32_t>(number);
        exits_.push_back(wanted);
        return static_cast<std::uint32_t>(exits_.size());
    }

    /// \param number that number_of() gave
    [[nodiscard]] const exit& at(std::uint32_t number) const { return exits_[number - 1]; }

private:
    std::vector<exit> exits_;
};

}  // namespace tracerouter::net
