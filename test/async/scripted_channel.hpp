#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tracerouter/channel.hpp"
#include "tracerouter/tracer.hpp"
#include "wire.hpp"

namespace tracerouter::async {

/// A network in virtual time: a chain of routers 10.0.0.1, 10.0.0.2 ... with the target behind them. Each hop adds
/// the same to the round trip. Shared by a test and the channel it gives to the tracer.
struct scripted_network {
    int distance = 4;                                         ///< TTL at which every target answers; 0: never
    duration per_hop = std::chrono::milliseconds{1};          ///< of the round trip
    std::function<bool(int ttl)> silent;                      ///< routers that do not answer
    duration sending{};                                       ///< what one call of send takes
    duration per_look{};                                      ///< what passes at every look at the clock
    std::size_t most_read = 64;                               ///< datagrams that one call of receive gives
    bool stamps = false;                                      ///< whether the "kernel" stamps what is sent
    std::deque<std::size_t> block_after;                      ///< the next sends take this many datagrams, then block
    std::map<std::size_t, boost::system::error_code> refuse;  ///< by number of the probe, from 0
    boost::system::error_code no_route;                       ///< what route_to answers, if set
    boost::asio::ip::address_v4 source{0xc6120002};           ///< of all routes: 198.18.0.2
    std::uint64_t route_changes = 0;                          ///< that were heard of

    time_point now{std::chrono::hours{1}};
    std::size_t sent = 0;
    std::size_t routes = 0;  ///< asked for
    std::size_t looks = 0;   ///< at routes that were given before
    std::vector<sim::seen_probe> probes;
    std::vector<std::uint32_t> egresses;  ///< named with the probes; the route of a flow names its identifier
    bool resting = false;

    std::multimap<time_point, sim::octets> arriving;
    using arrival = std::pair<time_point, sim::octets>;
    std::vector<arrival> arrived;
    std::vector<sent_stamp> new_stamps;
    std::optional<time_point> deadline;
    bool wants_to_write = false;
    channel::wait_handler waiter;

    /// Runs `context` until nothing is left to do, making time jump to the next thing that happens.
    void run(boost::asio::io_context& context);
    /// One such jump. False if nothing is waited for.
    bool step(boost::asio::io_context& context);
    /// One handler of `context` or, if none is ready, one such jump. False if nothing is left.
    bool nudge(boost::asio::io_context& context);
    /// The whole machine stands still, and with it the network that it holds.
    void stand_still(duration time);
    /// Moves what has arrived by now to `arrived`.
    void arrive();
};

/// A channel to `network`.
[[nodiscard]] std::unique_ptr<channel> make_channel(boost::asio::io_context& context,
                                                    std::shared_ptr<scripted_network> network);

/// tracer_options, as far as tests here choose them, with names in the call.
struct settings {
    std::uint32_t rate = tracer_options{}.rate;
    std::uint32_t window = tracer_options{}.window;
    bool bulk = false;
    log_callback log{};
    log_level least_logged = log_level::debug;

    operator tracer_options() const;
};

/// What every test here needs.
struct fixture {
    boost::asio::io_context context;
    std::shared_ptr<scripted_network> network = std::make_shared<scripted_network>();

    [[nodiscard]] tracer make_tracer(const settings& wanted = {}) {
        return {context.get_executor(), wanted, make_channel(context, network)};
    }
    void run() { network->run(context); }
};

[[nodiscard]] trace_request request(const std::string& target = "198.18.10.1");

/// "10.0.0.1 10.0.0.2 198.18.10.1": who answered first at each hop, `*` for nobody.
[[nodiscard]] std::string path_of(const trace_result& result);

}  // namespace tracerouter::async
