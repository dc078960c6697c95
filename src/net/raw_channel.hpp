#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/result.hpp>

#include <memory>
#include <vector>

#include "net/clock_bridge.hpp"
#include "net/datagram_receiver.hpp"
#include "net/datagram_sender.hpp"
#include "net/route_finder.hpp"
#include "net/socket_options.hpp"
#include "net/transmit_stamps.hpp"
#include "net/waiter.hpp"
#include "tracerouter/channel.hpp"

namespace tracerouter::net {

/// The channel of a privileged process: one raw ICMPv4 socket.
class raw_channel final : public channel {
public:
    /// Errors: errc::missing_rights, or what the kernel said.
    [[nodiscard]] static boost::system::result<std::unique_ptr<channel>> open(
        const boost::asio::any_io_executor& executor, const socket_options& options);
    ~raw_channel() override;

    [[nodiscard]] time_point now() const override { return clock::now(); }
    [[nodiscard]] boost::system::result<boost::asio::ip::address> source_for(
        const boost::asio::ip::address& destination) override;
    send_report send(std::span<const datagram> batch) override;
    arrivals receive() override;
    void async_wait(bool writable, std::optional<time_point> deadline, wait_handler handler) override;
    void wake() override { waiter_->wake(); }
    void rest() override { waiter_->rest(); }

private:
    raw_channel(boost::asio::ip::icmp::socket socket, route_finder routes);
    [[nodiscard]] int descriptor() { return waiter_->socket().native_handle(); }

    std::shared_ptr<waiter> waiter_;
    route_finder routes_;
    datagram_sender sender_;
    datagram_receiver receiver_;
    transmit_stamps transmit_stamps_;
    clock_bridge clocks_;
    std::vector<sent_stamp> stamps_;
    std::vector<received_datagram> datagrams_;
};

}  // namespace tracerouter::net
