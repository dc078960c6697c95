#include "net/linux/fast_path.hpp"

#include <linux/if_ether.h>
#include <net/if.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "net/linux/sockets.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::net {

using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

/// So long frames may go to a link address that the kernel has given up for another. Asking takes some microseconds.
constexpr duration neighbour_lasts = 10ms;
/// The kernel takes a neighbour for lost some seconds after it began to doubt it. More of our probes would not help.
constexpr duration between_confirmations = 1s;
/// A device that refuses frames, because it is down say, has changed for long.
constexpr duration after_refusal = 1s;
/// A frame that has not left this host by now never will.
constexpr duration longest_queueing = 1s;
constexpr time_point never = time_point::max();

std::uint16_t ether_type_of(const datagram& item) {
    return item.destination.is_v4() ? std::uint16_t{ETH_P_IP} : std::uint16_t{ETH_P_IPV6};
}

bool of_no_room(error_code error) {
    const int number = error.value();
    return number == ENOBUFS || number == EAGAIN || number == EWOULDBLOCK || number == EINTR;
}

error_code check_interface(link_query& links, const std::string& interface) {
    if (interface.empty()) return {};
    const auto link = links.link(::if_nametoindex(interface.c_str()));
    if (!link) return link.error();
    return link->kind == link_kind::unsupported ? errc::fast_path_interface : error_code{};
}

}  // namespace

boost::system::result<fast_path> fast_path::open(const socket_options& options, const egress_table& exits,
                                                 const routing& routes) {
    auto ring = transmit_ring::open(options.mark);
    if (!ring && (ring.error().value() == EPERM || ring.error().value() == EACCES)) {
        return error_code{errc::missing_rights};
    }
    if (!ring) return ring.error();
    auto links = link_query::open();
    if (!links) return links.error();
    if (has_ipsec_policies()) return error_code{errc::fast_path_ipsec};
    if (const error_code error = check_interface(*links, options.interface)) return error;
    return fast_path{*std::move(ring), *std::move(links), options, exits, routes};
}

fast_path::fast_path(transmit_ring ring, link_query links, const socket_options& options, const egress_table& exits,
                     const routing& routes)
    : ring_(std::move(ring)),
      links_(std::move(links)),
      log_(options.log),
      exits_(&exits),
      routes_(&routes),
      stamp_queue_(ring_.descriptor(), 0, 0) {
    restart_transmit_stamps(ring_.descriptor());
}

bool fast_path::fits(const way& known, const datagram& item) {
    // What is longer is refused or fragmented by the kernel.
    const std::size_t longest = std::min<std::size_t>(known.link->mtu, transmit_ring::longest_datagram);
    return item.bytes.size() <= longest;
}

fast_path::share fast_path::front(std::span<const datagram> batch, time_point now) {
    const datagram& first = batch.front();
    const auto as_long_as = [&](auto alike) {
        const auto end = std::ranges::find_if_not(batch, [&](const datagram& item) {
            return item.egress == first.egress && item.destination.is_v4() == first.destination.is_v4() && alike(item);
        });
        return static_cast<std::size_t>(end - batch.begin());
    };
    if (first.egress == 0) return {as_long_as([](const datagram&) { return true; }), false};
    way& known = way_of(first.egress, now);
    if (!known.usable) return {as_long_as([](const datagram&) { return true; }), false};
    const bool fast = fits(known, first);
    if (fast && known.confirmed_by_use && now >= known.next_by_kernel) {
        known.next_by_kernel = now + between_confirmations;
        return {1, false};
    }
    const std::size_t count = as_long_as([&](const datagram& item) { return fits(known, item) == fast; });
    return {fast ? std::min(count, transmit_ring::capacity) : count, fast};
}

bool fast_path::carries(const datagram& item) const {
    if (item.egress == 0 || item.egress > ways_.size()) return false;
    const way& known = ways_[item.egress - 1];
    return known.usable && fits(known, item);
}

fast_path::way& fast_path::way_of(std::uint32_t egress, time_point now) {
    if (ways_.size() < egress) ways_.resize(egress);
    way& known = ways_[egress - 1];
    const egress_table::exit& exit = exits_->at(egress);
    if (exit.routes != routes_->changes()) {
        known.usable = false;
    } else if (now >= known.look_again) {
        learn(known, exit, now);
    }
    return known;
}

void fast_path::learn(way& known, const egress_table::exit& exit, time_point now) {
    known.usable = false;
    known.look_again = never;
    if (exit.needs_stack || exit.interface == 0) return;
    if (!known.link) {
        const auto link = links_.link(exit.interface);
        if (!link) return;
        known.link = *link;
    }
    switch (known.link->kind) {
        case link_kind::bare: known.usable = true; return;
        case link_kind::ethernet: break;
        case link_kind::unsupported: return refuse(*known.link, exit.interface);
    }
    if (!exit.gateway) return;
    known.look_again = now + neighbour_lasts;
    address_frames(known, exit);
}

// The Ethernet header (IEEE 802.3 clause 3): destination, source, type.
void fast_path::address_frames(way& known, const egress_table::exit& exit) {
    const auto neighbour = links_.neighbour(exit.interface, *exit.gateway);
    if (!neighbour) return;
    auto place = std::ranges::copy(neighbour->address, known.header.begin()).out;
    std::ranges::copy(known.link->own, place);
    known.header_size = known.header.size();
    known.confirmed_by_use = !neighbour->permanent;
    known.usable = true;
}

void fast_path::refuse(const link_facts& link, unsigned interface) {
    if (std::ranges::find(refused_, interface) != refused_.end()) return;
    refused_.push_back(interface);
    if (log_) {
        log_(log_level::warn, "the fast path is not used on " + link.name +
                                  ", which is neither Ethernet of its own nor without link addresses: probes go by "
                                  "the raw socket there, and through the firewall");
    }
}

// The type of the Ethernet header goes with the family.
std::size_t fast_path::put(way& known, std::span<const datagram> batch) {
    const std::span header{known.header.data(), known.header_size};
    const std::uint16_t type = ether_type_of(batch.front());
    if (!header.empty()) {
        header[ETH_HLEN - 2] = static_cast<std::byte>(type >> 8);
        header[ETH_HLEN - 1] = static_cast<std::byte>(type & 0xff);
    }
    std::size_t written = 0;
    while (written < batch.size() && ring_.put(header, batch[written].bytes)) ++written;
    return written;
}

send_report fast_path::send(std::span<const datagram> batch) {
    send_report report{.began = clock::now()};
    const datagram& first = batch.front();
    way& known = ways_[first.egress - 1];
    transmit_ring::outcome done;
    if (put(known, batch) > 0) done = ring_.flush(exits_->at(first.egress).interface, ether_type_of(first));
    report.sent = done.taken;
    report.ended = clock::now();
    if (stamped_) note(batch, report);
    if (done.error && !of_no_room(done.error)) {
        known.usable = false;
        known.look_again = report.ended + after_refusal;
    } else {
        report.blocked = report.sent < batch.size();
    }
    return report;
}

// A frame that the device refused may have been given a number.
void fast_path::note(std::span<const datagram> batch, const send_report& report) {
    stamps_.note_sent(batch.first(report.sent), report.began);
    if (report.sent < batch.size()) start_stamps_anew();
}

void fast_path::stamp_transmissions(bool by_kernel) {
    if (stamped_ == by_kernel) return;
    stamped_ = by_kernel;
    if (by_kernel) return start_stamps_anew();
    stop_transmit_stamps(ring_.descriptor());
    strays_ = clock::now() + longest_queueing;
}

// The stamps that are already there belong to the old numbering.
void fast_path::start_stamps_anew() {
    stamp_queue_.read();
    stamp_queue_.give_stamps(clock_bridge{}, stamps_);
    stamps_.start_anew();
    restart_transmit_stamps(ring_.descriptor());
}

void fast_path::take_stamps(clock_bridge& clocks, std::vector<sent_stamp>& stamps) {
    if (!stamped_ && !strays_) return;
    stamp_queue_.read();
    const time_point read_at = clocks.sample();
    stamp_queue_.give_stamps(clocks, stamps_);
    stamps_.collect(stamps);
    if (strays_ && read_at > *strays_) strays_.reset();
}

}  // namespace tracerouter::net
