// Tests without a network and without waiting: a channel of your own, in which time jumps.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <iostream>
#include <map>
#include <tracerouter/tracerouter.hpp>
#include <vector>

using namespace std::chrono_literals;
using namespace tracerouter;
using boost::asio::ip::address;
using boost::asio::ip::address_v4;

// Four routers 10.0.0.1 ... 10.0.0.4, a millisecond from each other, the third silent; behind them every target.
class small_network final : public channel {
public:
    explicit small_network(boost::asio::io_context& context) : context_{context} {}

    time_point now() const override { return now_; }

    boost::system::result<route> route_to(const address&, const trace_options&) override {
        return route{.source = address_v4{0xc0000201}};
    }

    send_report send(std::span<const datagram> batch) override {
        for (const datagram& probe : batch) {
            const unsigned hop = std::min<unsigned>(probe.ip.ttl, 5);
            if (hop != 3) under_way_.emplace(now_ + hop * 1ms, answer(probe, hop));
        }
        return {.sent = batch.size(), .began = now_, .ended = now_};
    }

    arrivals receive() override {
        read_.clear();
        datagrams_.clear();
        const auto due = under_way_.upper_bound(now_);
        for (auto next = under_way_.begin(); next != due; ++next) read_.push_back(std::move(next->second));
        under_way_.erase(under_way_.begin(), due);
        for (const message& one : read_)
            datagrams_.push_back({.bytes = one.bytes, .at = now_, .outer = stripped_header{one.from, 1, 64}});
        return {.datagrams = datagrams_};
    }

    // Nothing is waited for: it is that late already.
    void async_wait(bool, std::optional<time_point> deadline, wait_handler handler) override {
        if (!under_way_.empty()) deadline = std::min(deadline.value_or(time_point::max()), under_way_.begin()->first);
        if (deadline) now_ = std::max(now_, *deadline);
        boost::asio::post(context_, std::move(handler));
    }
    void wake() override {}
    void rest() override {}

private:
    struct message {
        address from;
        std::vector<std::byte> bytes;
    };

    // Time exceeded, or from the target port unreachable: eight octets, then the probe (RFC 792).
    static message answer(const datagram& probe, unsigned hop) {
        const bool arrived = hop == 5;
        std::vector<std::byte> bytes(8);
        bytes[0] = arrived ? std::byte{3} : std::byte{11};
        bytes[1] = arrived ? std::byte{3} : std::byte{0};
        bytes.insert(bytes.end(), probe.bytes.begin(), probe.bytes.end());
        return {arrived ? probe.destination : address_v4{0x0a000000 + hop}, std::move(bytes)};
    }

    boost::asio::io_context& context_;
    time_point now_{1h};
    std::multimap<time_point, message> under_way_;
    std::vector<message> read_;
    std::vector<received_datagram> datagrams_;
};

int main() {
    boost::asio::io_context context;
    tracer_options options;
    options.seed = 1;
    tracer tracer{context.get_executor(), options, std::make_unique<small_network>(context)};
    trace_request request{address_v4{0xc6336407}, {.protocol = protocol::udp}};
    request.on_hop = [](const hop_result& hop) {
        const auto& reply = hop.probes.front().reply;
        std::cout << hop.ttl << ' ' << (reply ? reply->responder.to_string() : "*") << '\n';
    };
    tracer.async_trace(request, [](auto, const auto& result) { std::cout << "reached: " << result.reached << '\n'; });
    context.run();
}
