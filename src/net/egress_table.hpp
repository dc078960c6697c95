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
        friend bool operator==(const exit&, const exit&) = default;
    };

    /// Never 0, which is no exit in particular.
    [[nodiscard]] std::uint32_t number_of(const way_out& way) {
        const exit wanted{way.names_source ? std::optional{way.source} : std::nullopt, way.interface, way.next_hop};
        std::size_t number = 0;
        while (number < exits_.size() && exits_[number] != wanted) ++number;
        if (number == exits_.size()) exits_.push_back(wanted);
        return static_cast<std::uint32_t>(number + 1);
    }

    /// \param number that number_of() gave
    [[nodiscard]] const exit& at(std::uint32_t number) const { return exits_[number - 1]; }

private:
    std::vector<exit> exits_;
};

}  // namespace tracerouter::net
