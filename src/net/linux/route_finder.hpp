#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "net/linux/route_events.hpp"
#include "net/linux/rtnetlink.hpp"
#include "net/route_cache.hpp"
#include "net/route_query.hpp"
#include "net/routing.hpp"
#include "net/socket_options.hpp"
#include "net/way_out.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::net {

/// Asks the kernel's routing how datagrams leave (rtnetlink). Needs no right.
class route_finder final : public routing {
public:
    /// Errors: what the kernel said, the interface not being there among others.
    [[nodiscard]] static boost::system::result<route_finder> open(const socket_options& options, headers_by headers);

    /// An answer is remembered until a route, rule, address or link of this host changes, and for some seconds at most.
    [[nodiscard]] boost::system::result<way_out> find(const route_query& query, time_point now) override;
    [[nodiscard]] bool stands(const way_out& way, const route_query& query, time_point now) override;
    [[nodiscard]] std::optional<std::uint16_t> link_mtu(route_query query, const way_out& way) override;
    [[nodiscard]] std::uint64_t changes() const override { return changes_; }
    void hear() override;
    [[nodiscard]] std::optional<int> descriptor() const override { return events_.descriptor(); }

private:
    struct memory {
        std::optional<route_cache> cache;
        unsigned asked = 0;  // since something changed
    };

    route_finder(rtnetlink kernel, route_events events, const socket_options& options, headers_by headers);
    void complete(route_query& query) const;
    [[nodiscard]] boost::system::result<way_out> look_up(const route_query& query, time_point now);
    void learn_routes(memory& known, bool v4);
    [[nodiscard]] boost::system::result<way_out> decide(const route_query& wanted);
    [[nodiscard]] bool is_gone(route_query query);
    [[nodiscard]] boost::system::error_code choose_address_of_interface(route_query& query);
    [[nodiscard]] boost::system::result<route_answer> follow_source(const route_query& query,
                                                                    const route_answer& first);
    [[nodiscard]] way_out carry(const route_query& query, const route_answer& answer, bool guessed);
    [[nodiscard]] bool names_source_at_birth(const route_query& query) const;
    [[nodiscard]] way_out carry_by_ping_socket(const route_query& query, const route_answer& answer, way_out way);
    [[nodiscard]] bool can_leave(const way_out& way, route_query query);
    [[nodiscard]] bool leads(const way_out& way, const route_query& query, const route_answer& wanted);
    [[nodiscard]] boost::system::error_code meaning_of(boost::system::error_code error, const route_query& query);

    rtnetlink kernel_;
    route_events events_;
    std::optional<boost::asio::ip::address> source_;
    std::string interface_;
    std::optional<std::uint32_t> mark_;
    headers_by headers_;
    std::array<memory, 2> memories_;                    // IPv4, IPv6
    std::array<std::optional<route_query>, 2> routed_;  // the last that our interface led to by a router
    std::uint64_t changes_ = 0;
};

}  // namespace tracerouter::net
