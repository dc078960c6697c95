#pragma once

#include <boost/system/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "net/egress_table.hpp"
#include "net/linux/clock_bridge.hpp"
#include "net/linux/error_queue.hpp"
#include "net/linux/link_query.hpp"
#include "net/linux/transmit_ring.hpp"
#include "net/linux/transmit_stamps.hpp"
#include "net/routing.hpp"
#include "net/socket_options.hpp"
#include "tracerouter/channel.hpp"

namespace tracerouter::net {

/// Sends datagrams past the firewall and the queue of this host (transmit_ring), where they reach the same router as by
/// the kernel's own way. It decides nothing about routes: interface and router come from the look-up behind
/// datagram::egress, the router's link address is the one that the kernel has at that moment.
///
/// A way is taken if
/// 1. no route, address or link has changed since it was found: then the kernel may choose another one;
/// 2. the kernel would put the datagram on the interface as it is: it stays not on this host, nothing wraps it;
/// 3. frames to the interface have an Ethernet header or none;
/// 4. with a header: a router is on the way, and the kernel has a link address of it.
/// The kernel confirms the addresses of neighbours only as long as it sends to them. So it gets one probe a second to
/// send, unless an administrator has given the address.
class fast_path {
public:
    /// \param exits what datagram::egress is about
    /// \param routes where it is from; both must stay
    /// Errors: errc::missing_rights; errc::fast_path_ipsec, where this host has IPsec policies;
    /// errc::fast_path_interface, where the interface that was asked for is of another kind; or what the kernel said.
    [[nodiscard]] static boost::system::result<fast_path> open(const socket_options& options, const egress_table& exits,
                                                               const routing& routes);

    /// The first datagrams of a batch.
    struct share {
        std::size_t count = 0;  ///< as many as go the same way, at least one
        bool fast = false;      ///< they are for send(); otherwise for the socket
    };

    /// Says which way the first datagrams of `batch` go, which is not empty. Costs system calls now and then.
    [[nodiscard]] share front(std::span<const datagram> batch, time_point now);

    /// Whether send() can send it: what front() gave to the socket for the kernel's sake, say.
    [[nodiscard]] bool carries(const datagram& item) const;

    /// As channel::send, for what front() or carries() said. Where the device refuses them they are neither sent nor
    /// refused nor blocked: the next call of front() gives them to the socket. `blocked` is of no event: the device has
    /// no room.
    send_report send(std::span<const datagram> batch);

    /// As channel::stamp_transmissions.
    void stamp_transmissions(bool by_kernel);

    /// Appends the stamps of what was sent, as far as they have come.
    void take_stamps(clock_bridge& clocks, std::vector<sent_stamp>& stamps);

private:
    /// What is known of a way.
    struct way {
        bool usable = false;
        bool confirmed_by_use = false;  // only as long as the kernel sends there, too
        std::optional<link_facts> link{};
        std::array<std::byte, transmit_ring::longest_link_header> header{};
        std::size_t header_size = 0;
        time_point look_again{};      // at the neighbour
        time_point next_by_kernel{};  // when the next probe is the kernel's
    };

    fast_path(transmit_ring ring, link_query links, const socket_options& options, const egress_table& exits,
              const routing& routes);
    way& way_of(std::uint32_t egress, time_point now);
    void learn(way& known, const egress_table::exit& exit, time_point now);
    void address_frames(way& known, const egress_table::exit& exit);
    void refuse(const link_facts& link, unsigned interface);
    std::size_t put(way& known, std::span<const datagram> batch);
    void note(std::span<const datagram> batch, const send_report& report);
    void start_stamps_anew();
    [[nodiscard]] static bool fits(const way& known, const datagram& item);

    transmit_ring ring_;
    link_query links_;
    log_callback log_;
    const egress_table* exits_;
    const routing* routes_;
    transmit_stamps stamps_;
    error_queue stamp_queue_;
    bool stamped_ = true;
    std::optional<time_point> strays_;  // until then stamps may come that were asked for before
    std::vector<way> ways_;             // by egress, from 1 on
    std::vector<unsigned> refused_;     // interfaces of another kind, each said once
};

}  // namespace tracerouter::net
