#include "engine_rig.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <utility>
#include <variant>

#include "engine/transmit_batch.hpp"

namespace tracerouter::engine::test {

namespace {
constexpr std::uint8_t reply_ttl = 60;
constexpr const char* own_address = "198.18.0.2";
constexpr time_point beginning{std::chrono::hours{1}};
}  // namespace

engine_rig::engine_rig(const engine_config& config) : now(beginning), engine(config, beginning) {}

trace_id engine_rig::start(std::string_view target, const trace_options& options, bool announce_hops) {
    return engine.start({.target = boost::asio::ip::make_address(target),
                         .source = boost::asio::ip::make_address(own_address),
                         .link_mtu = 1500,
                         .identifier = {},
                         .options = options,
                         .announce_hops = announce_hops,
                         .announce_probes = announce_probes,
                         .stays = stays,
                         .watches = watches,
                         .flows = flows},
                        now);
}

trace_id engine_rig::start_direct(std::string_view target, const trace_options& options) {
    return engine.start({.target = boost::asio::ip::make_address(target),
                         .source = boost::asio::ip::make_address(own_address),
                         .link_mtu = 1500,
                         .identifier = {},
                         .options = options,
                         .direct = true},
                        now);
}

std::vector<handed_probe> engine_rig::hand_out() {
    std::vector<handed_probe> handed;
    for (transmit_batch batch;; batch.clear()) {
        engine.poll_transmit(now, batch);
        if (batch.empty()) return handed;
        for (const datagram& probe : batch.pending()) {
            handed.push_back(
                {probe.probe, {probe.bytes.begin(), probe.bytes.end()}, sim::read_probe(probe.bytes).value()});
        }
    }
}

std::vector<handed_probe> engine_rig::send() {
    std::vector<handed_probe> handed = hand_out();
    for (const handed_probe& probe : handed) sent(probe);
    return handed;
}

void engine_rig::sent(const handed_probe& probe, stamp_source source) {
    engine.handle_sent({probe.key, now, source});
}

void engine_rig::receive(const sim::octets& datagram, stamp_source source) {
    received_datagram received;
    received.bytes = datagram;
    received.at = now;
    received.source = source;
    engine.handle_datagrams({&received, 1}, now);
}

void engine_rig::pass(duration time) {
    now += time;
    engine.handle_timeout(now);
}

void engine_rig::refuse(const handed_probe& probe, boost::system::errc::errc_t reason) {
    engine.handle_refused(probe.key, make_error_code(reason), now);
}

std::vector<event> engine_rig::events() {
    std::vector<event> happened;
    while (auto event = engine.poll_event()) happened.push_back(std::move(*event));
    return happened;
}

std::vector<trace_result> engine_rig::results() {
    std::vector<trace_result> ended;
    for (event& event : events()) {
        auto* finished = std::get_if<trace_finished>(&event);
        EXPECT_TRUE(finished);
        if (finished) ended.push_back(std::move(finished->result));
    }
    return ended;
}

sim::octets given_up(const handed_probe& probe) {
    return sim::write_error(probe.bytes, boost::asio::ip::make_address_v4(own_address), 64,
                            {.type = 3, .code = 1, .quoted_checksum = {}, .labels = {}});
}

sim::octets expired(const handed_probe& probe, std::string_view router) {
    return sim::write_error(probe.bytes, boost::asio::ip::make_address_v4(router), reply_ttl, {});
}

sim::octets arrived(const handed_probe& probe, std::string_view responder) {
    return sim::write_echo_reply(probe.bytes, boost::asio::ip::make_address_v4(responder), reply_ttl);
}

}  // namespace tracerouter::engine::test
