#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <optional>
#include <string>
#include <vector>

#include "net/posix/file_descriptor.hpp"
#include "net/routing.hpp"
#include "net/socket_options.hpp"

namespace tracerouter::net {

/// Routing as any program sees it, for a sandbox that keeps rtnetlink away: connecting a UDP socket, which sends
/// nothing, tells the source address, and the kernel's own routing does the rest. Needs no right but for a mark.
class plain_routing final : public routing {
public:
    /// Errors: what the kernel said.
    [[nodiscard]] static boost::system::result<plain_routing> open(const socket_options& options, headers_by headers);

    /// Whether the error that rtnetlink could not be opened with means that this host refuses it.
    [[nodiscard]] static bool needed(boost::system::error_code netlink_error);

    /// Whether this host answers to that address, as rtnetlink::check_own_address() says.
    [[nodiscard]] static boost::system::error_code check_own_address(const boost::asio::ip::address& address);

    [[nodiscard]] boost::system::result<way_out> find(const route_query& query, time_point now) override;
    [[nodiscard]] bool stands(const way_out& way, const route_query& query, time_point now) override;
    [[nodiscard]] std::optional<std::uint16_t> link_mtu(route_query, const way_out&) override { return std::nullopt; }
    [[nodiscard]] std::uint64_t changes() const override { return 0; }
    void hear() override {}
    [[nodiscard]] std::optional<int> descriptor() const override { return std::nullopt; }

private:
    using source = std::optional<boost::asio::ip::address>;
    struct own_address {
        boost::asio::ip::address address;
        file_descriptor bound;
    };

    void open_own(const socket_options& options);
    [[nodiscard]] boost::system::result<way_out> way_from(int descriptor, const source& wanted,
                                                          const route_query& query) const;
    [[nodiscard]] boost::system::error_code prepare(int descriptor, const source& wanted,
                                                    const route_query& query) const;

    file_descriptor v4_;
    file_descriptor v6_;
    source source_;
    std::string interface_;
    std::vector<own_address> own_;  // of the interface, IPv6, when this was opened
    headers_by headers_ = headers_by::kernel;
};

}  // namespace tracerouter::net
