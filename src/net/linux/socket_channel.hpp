#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "net/egress_table.hpp"
#include "net/linux/clock_bridge.hpp"
#include "net/linux/fast_path.hpp"
#include "net/linux/packet_ring.hpp"
#include "net/linux/probe_socket.hpp"
#include "net/posix/waiter.hpp"
#include "net/routing.hpp"
#include "net/socket_options.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::net {

/// The channel of the kernel's sockets: raw ones, which send datagrams of any protocol as we write them, or those that
/// need no rights, one for each protocol. A family that this host does not have is left out.
class socket_channel final : public channel {
public:
    /// Raw sockets for probes of these protocols. In bulk, answers of IPv4 are taken from a ring.
    /// Errors: errc::missing_rights, those of fast_path::open, or what the kernel said.
    [[nodiscard]] static boost::system::result<std::unique_ptr<channel>> open_raw(
        const boost::asio::any_io_executor& executor, std::span<const protocol> protocols,
        const socket_options& options);

    /// Sockets that need no rights for probes of these protocols.
    /// Errors: errc::ping_sockets_closed, errc::missing_rights (TCP cannot do without), or what the kernel said.
    [[nodiscard]] static boost::system::result<std::unique_ptr<channel>> open_unprivileged(
        const boost::asio::any_io_executor& executor, std::span<const protocol> protocols,
        const socket_options& options);

    ~socket_channel() override;

    [[nodiscard]] time_point now() const override { return clock::now(); }
    [[nodiscard]] boost::system::result<route> route_to(const boost::asio::ip::address& destination,
                                                        const trace_options& options) override {
        return route_of_flow(destination, options, 0);
    }
    [[nodiscard]] boost::system::result<route> route_of_flow(const boost::asio::ip::address& destination,
                                                             const trace_options& options,
                                                             std::uint16_t identifier) override;
    [[nodiscard]] std::uint64_t route_changes() override;
    [[nodiscard]] bool stands(const route& given, const boost::asio::ip::address& destination,
                              const trace_options& options) override;
    send_report send(std::span<const datagram> batch) override;
    void stamp_transmissions(bool by_kernel) override;
    arrivals receive() override;
    void let_lie(duration most) override { most_lying_ = most; }
    void async_wait(bool writable, std::optional<time_point> deadline, wait_handler handler) override;
    void wake() override { waiter_->wake(); }
    void rest() override { waiter_->rest(); }

private:
    struct opened_socket {
        probe_socket socket;
        std::size_t number;                                // in the waiter
        std::optional<std::uint16_t> identifier;           // that the kernel puts in what it sends
        std::optional<boost::asio::ip::address> source{};  // that it was given because of the way its datagrams take
    };
    using opened_socket_pointer = std::unique_ptr<opened_socket>;

    /// Where the answers to a raw ICMP socket of IPv4 are read instead of there.
    struct ring_line {
        packet_ring ring;
        std::size_t number;  // in the waiter
    };

    socket_channel(const boost::asio::any_io_executor& executor, const socket_options& options, bool raw);
    boost::system::error_code open_both(socket_kind kind);
    boost::system::error_code open(socket_kind kind, family family, const socket_options& options);
    boost::system::error_code open_routes();
    boost::system::error_code watch_routes();
    boost::system::error_code follow_interface();
    boost::system::error_code reopen(socket_kind kind, family family, const socket_options& options);
    boost::system::error_code take_over_port(socket_kind kind, family family, socket_options options);
    boost::system::error_code follow_source(const way_out& way);
    [[nodiscard]] boost::system::result<opened_socket_pointer> make_opened(socket_handle socket, socket_kind kind,
                                                                           family family);
    [[nodiscard]] std::size_t watch(socket_handle socket, const opened_socket_pointer& before);
    void open_ring();
    boost::system::error_code open_fast_path();
    void no_ring(boost::system::error_code reason) const;
    boost::system::error_code start_ring();
    [[nodiscard]] opened_socket_pointer& at(socket_kind kind, family family) {
        return opened_[2 * static_cast<std::size_t>(kind) + static_cast<std::size_t>(family)];
    }
    [[nodiscard]] socket_kind kind_for(protocol protocol) const;
    [[nodiscard]] std::optional<std::uint16_t> identifier_of(const opened_socket& sender, protocol protocol) const;
    [[nodiscard]] opened_socket& socket_for(const datagram& item);
    void use(opened_socket& wanted);
    send_report send_by_socket(std::span<const datagram> batch);
    send_report send_by_either(std::span<const datagram> batch, time_point now);

    boost::asio::any_io_executor executor_;
    socket_options options_;
    bool raw_;
    std::shared_ptr<waiter> waiter_;
    std::unique_ptr<routing> routes_;
    std::optional<std::size_t> changes_;  // of routes, in the waiter
    unsigned bound_to_ = 0;               // index of the interface that sockets without rights are bound to
    egress_table exits_;
    std::array<opened_socket_pointer, 2 * socket_kinds> opened_;  // by kind and family; null: not open
    std::optional<ring_line> ring_;
    std::optional<fast_path> fast_path_;
    opened_socket* blocked_ = nullptr;  // that the last send was stopped at
    bool ring_blocked_ = false;         // it was stopped at the fast path
    clock_bridge clocks_;
    std::vector<sent_stamp> stamps_;
    std::vector<received_datagram> datagrams_;
    bool stamped_ = false;  // by the kernel, the last that came
    duration most_lying_{};
};

}  // namespace tracerouter::net
