#include "scripted_channel.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tracerouter::async {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using namespace std::chrono_literals;

namespace {

constexpr int protocol_icmp = 1;
constexpr int protocol_tcp = 6;
constexpr std::size_t source_at = 12;

class scripted_channel final : public channel {
public:
    scripted_channel(boost::asio::io_context& context, std::shared_ptr<scripted_network> network)
        : context_(context), network_(std::move(network)) {}
    ~scripted_channel() override { network_->waiter = nullptr; }

    [[nodiscard]] time_point now() const override { return network_->now += network_->per_look; }

    [[nodiscard]] boost::system::result<route> route_to(const address&, const trace_options&) override {
        ++network_->routes;
        if (network_->no_route) return network_->no_route;
        return route{.source = network_->source};
    }

    [[nodiscard]] boost::system::result<route> route_of_flow(const address& destination, const trace_options& options,
                                                             std::uint16_t identifier) override {
        auto found = route_to(destination, options);
        if (found) found->egress = identifier;
        return found;
    }

    [[nodiscard]] std::uint64_t route_changes() override { return network_->route_changes; }
    [[nodiscard]] bool stands(const route& given, const address&, const trace_options&) override {
        ++network_->looks;
        return given.source == network_->source;
    }

    send_report send(std::span<const datagram> batch) override {
        send_report report{.began = network_->now, .ended = network_->now + network_->sending};
        std::size_t room = batch.size();
        if (!network_->block_after.empty()) {
            room = network_->block_after.front();
            network_->block_after.pop_front();
        }
        for (const datagram& item : batch) {
            if (report.sent == room) {
                report.blocked = true;
                break;
            }
            if (auto refused = network_->refuse.extract(network_->sent)) {
                ++network_->sent;
                report.refused = refused.mapped();
                break;
            }
            transmit(item);
            ++report.sent;
        }
        return report;
    }

    arrivals receive() override {
        network_->arrive();
        std::vector<scripted_network::arrival>& arrived = network_->arrived;
        const std::size_t count = std::min(arrived.size(), network_->most_read);
        const auto end = arrived.begin() + static_cast<std::ptrdiff_t>(count);
        read_.assign(std::make_move_iterator(arrived.begin()), std::make_move_iterator(end));
        arrived.erase(arrived.begin(), end);
        stamps_ = std::exchange(network_->new_stamps, {});
        datagrams_.clear();
        for (const auto& [at, bytes] : read_) datagrams_.push_back({bytes, at, stamp_source::kernel});
        return {.stamps = stamps_, .datagrams = datagrams_, .more = !arrived.empty()};
    }

    void async_wait(bool writable, std::optional<time_point> deadline, wait_handler handler) override {
        network_->resting = false;
        network_->wants_to_write = writable;
        network_->deadline = deadline;
        network_->waiter.swap(handler);
    }

    void wake() override {
        if (network_->waiter) boost::asio::post(context_, std::move(network_->waiter));
    }

    void rest() override { network_->resting = true; }

private:
    void transmit(const datagram& item) {
        ++network_->sent;
        network_->egresses.push_back(item.egress);
        if (const auto probe = sim::read_probe(item.bytes)) network_->probes.push_back(*probe);
        if (network_->stamps) network_->new_stamps.push_back({item.probe, network_->now, stamp_source::kernel});
        const int hop = network_->distance > 0 ? std::min<int>(item.ip.ttl, network_->distance) : item.ip.ttl;
        if (network_->silent && network_->silent(hop)) return;
        if (!is_ours(item.bytes)) return;
        network_->arriving.emplace(network_->now + hop * network_->per_hop, answer(item, hop));
    }

    // Answers to an address that we have no more never come in.
    [[nodiscard]] bool is_ours(std::span<const std::byte> probe) const {
        const auto source = network_->source.to_bytes();
        return std::ranges::equal(std::as_bytes(std::span{source}), probe.subspan(source_at, source.size()));
    }

    [[nodiscard]] sim::octets answer(const datagram& item, int hop) const {
        const address_v4 router{0x0a000000U + static_cast<unsigned>(hop)};
        const address_v4 target = item.destination.to_v4();
        if (hop != network_->distance) return sim::write_error(item.bytes, router, 60, {});
        if (item.ip.protocol == protocol_tcp) return sim::write_reset(item.bytes, target, 60);
        if (item.ip.protocol == protocol_icmp) return sim::write_echo_reply(item.bytes, target, 60);
        return sim::write_error(item.bytes, target, 60, {.type = 3, .code = 3, .quoted_checksum = {}, .labels = {}});
    }

    boost::asio::io_context& context_;
    std::shared_ptr<scripted_network> network_;
    std::vector<scripted_network::arrival> read_;
    std::vector<sent_stamp> stamps_;
    std::vector<received_datagram> datagrams_;
};

}  // namespace

bool scripted_network::step(boost::asio::io_context& context) {
    context.restart();
    context.poll();
    if (!waiter) return false;
    std::optional<time_point> next = deadline;
    if (!arriving.empty() && (!next || arriving.begin()->first < *next)) next = arriving.begin()->first;
    if (wants_to_write || !new_stamps.empty()) next = now;
    if (!next) return false;
    now = std::max(now, *next);
    boost::asio::post(context, std::move(waiter));
    return true;
}

bool scripted_network::nudge(boost::asio::io_context& context) {
    context.restart();
    return context.poll_one() > 0 || step(context);
}

void scripted_network::stand_still(duration time) {
    std::multimap<time_point, sim::octets> later;
    for (auto& [at, bytes] : arriving) later.emplace(at + time, std::move(bytes));
    arriving = std::move(later);
    now += time;
}

void scripted_network::arrive() {
    while (!arriving.empty() && arriving.begin()->first <= now) {
        arrived.emplace_back(arriving.begin()->first, std::move(arriving.begin()->second));
        arriving.erase(arriving.begin());
    }
}

void scripted_network::run(boost::asio::io_context& context) {
    while (step(context)) {
    }
}

std::unique_ptr<channel> make_channel(boost::asio::io_context& context, std::shared_ptr<scripted_network> network) {
    return std::make_unique<scripted_channel>(context, std::move(network));
}

trace_request request(const std::string& target) {
    return {boost::asio::ip::make_address(target)};
}

settings::operator tracer_options() const {
    tracer_options options;
    options.rate = rate;
    options.window = window;
    options.bulk = bulk;
    options.log = log;
    options.least_logged = least_logged;
    options.seed = 1;
    return options;
}

std::string path_of(const trace_result& result) {
    std::string path;
    for (const hop_result& hop : result.hops) {
        const auto answered = std::find_if(hop.probes.begin(), hop.probes.end(),
                                           [](const auto& probe) { return probe.reply.has_value(); });
        path += path.empty() ? "" : " ";
        path += answered == hop.probes.end() ? "*" : answered->reply->responder.to_string();
    }
    return path;
}

}  // namespace tracerouter::async
