#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace tracerouter::engine {

/// An address in 20 octets instead of 28, for tables with one in each of very many entries.
class packed_address {
public:
    packed_address() = default;
    explicit packed_address(const boost::asio::ip::address& address) {
        if (address.is_v6()) {
            octets_ = address.to_v6().to_bytes();
            scope_ = static_cast<std::uint32_t>(address.to_v6().scope_id());
        } else {
            const auto octets = address.to_v4().to_bytes();
            for (std::size_t at = 0; at < octets.size(); ++at) octets_[at] = octets[at];
            scope_ = scope_of_ipv4;
        }
    }

    [[nodiscard]] boost::asio::ip::address unpacked() const {
        if (scope_ != scope_of_ipv4) return boost::asio::ip::address_v6{octets_, scope_};
        return boost::asio::ip::address_v4{{octets_[0], octets_[1], octets_[2], octets_[3]}};
    }

    friend bool operator==(const packed_address&, const packed_address&) = default;

private:
    static constexpr std::uint32_t scope_of_ipv4 = UINT32_MAX;  // no interface has that index

    boost::asio::ip::address_v6::bytes_type octets_{};
    std::uint32_t scope_ = scope_of_ipv4;
};

}  // namespace tracerouter::engine
