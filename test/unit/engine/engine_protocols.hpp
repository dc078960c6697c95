#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "engine/engine.hpp"
#include "engine/transmit_batch.hpp"

namespace tracerouter::engine {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using octets = std::vector<std::byte>;

inline constexpr std::uint8_t icmp = 1;
inline constexpr std::uint8_t tcp = 6;
inline constexpr std::uint8_t udp = 17;
inline constexpr std::uint8_t icmpv6 = 58;

struct way {
    protocol by;
    bool v4;
    std::optional<std::uint16_t> identifier;  ///< that a socket without rights imposes
};

/// One engine, and by hand what the network does: what it sends, and answers to it.
class engine_protocols : public testing::Test {
protected:
    void start(const way& chosen, trace_options options = {.max_ttl = 3, .queries = 1}) {
        target_ = make_address(chosen.v4 ? "198.18.10.1" : "2001:db8::c612:a01");
        start_target(chosen, options);
    }

    /// Traces `target_`.
    void start_target(const way& chosen, trace_options options) {
        way_ = chosen;
        options.protocol = chosen.by;
        engine_.start({.target = target_,
                       .source = make_address(chosen.v4 ? "198.18.0.2" : "2001:db8::2"),
                       .link_mtu = 1500,
                       .identifier = chosen.identifier,
                       .options = options,
                       .announce_hops = false},
                      now_);
        send_more();
        now_ += 5ms;
    }

    void send_more() {
        transmit_batch batch;
        engine_.poll_transmit(now_, batch);
        for (const datagram& probe : batch.pending()) {
            expect_described(probe);
            probes_.emplace_back(probe.bytes.begin(), probe.bytes.end());
            engine_.handle_sent({probe.probe, now_, stamp_source::process});
        }
    }

    /// What a channel is told of a probe is what the octets say (RFC 791, RFC 8200, RFC 768, RFC 9293).
    static void expect_described(const datagram& probe) {
        const auto octet = [&](std::size_t at) { return std::to_integer<unsigned>(probe.bytes[at]); };
        const bool v4 = octet(0) >> 4 == 4;
        EXPECT_EQ(probe.ip.protocol, octet(v4 ? 9 : 6));
        EXPECT_EQ(probe.ip.ttl, octet(v4 ? 8 : 7));
        EXPECT_EQ(probe.ip.tos, v4 ? octet(1) : (octet(0) << 4 | octet(1) >> 4) & 0xff);
        EXPECT_EQ(probe.ip.dont_fragment, !v4 || (octet(6) & 0x40) != 0);
        const bool ported = probe.ip.protocol == 6 || probe.ip.protocol == 17;
        const std::size_t port = ip_header_size(!v4) + std::size_t{2};
        EXPECT_EQ(probe.destination_port, ported ? octet(port) << 8 | octet(port + 1) : 0);
    }

    [[nodiscard]] boost::asio::ip::address router() const {
        return make_address(way_.v4 ? "198.18.1.1" : "2001:db8::c612:101");
    }

    /// An ICMP error about a probe, of which `quote` octets are quoted.
    void error(std::size_t probe, std::uint8_t type, std::uint8_t code, std::size_t quote,
               const boost::asio::ip::address& from) {
        octets message(8);
        message[0] = std::byte{type};
        message[1] = std::byte{code};
        message.insert(message.end(), probes_[probe].begin(),
                       probes_[probe].begin() + static_cast<std::ptrdiff_t>(quote));
        deliver(message, from, way_.v4 ? icmp : icmpv6);
    }

    /// The hop before the last says what its next link takes.
    void too_big(std::size_t probe, std::uint16_t mtu) {
        octets message(8);
        message[0] = std::byte{3};
        message[1] = std::byte{4};
        message[6] = static_cast<std::byte>(mtu >> 8);
        message[7] = static_cast<std::byte>(mtu);
        message.insert(message.end(), probes_[probe].begin(), probes_[probe].begin() + 28);
        deliver(message, router(), icmp);
    }

    void expires(std::size_t probe, std::size_t quote) { error(probe, way_.v4 ? 11 : 3, 0, quote, router()); }
    void port_unreachable(std::size_t probe, std::size_t quote, const boost::asio::ip::address& from) {
        error(probe, way_.v4 ? 3 : 1, way_.v4 ? 3 : 4, quote, from);
    }

    /// A segment that acknowledges the SYN and `data` octets.
    void tcp_answers(std::size_t probe, bool reset, std::uint32_t data, const boost::asio::ip::address& from) {
        const octets& sent = probes_[probe];
        const std::size_t at = way_.v4 ? 20 : 40;
        octets segment(20);
        std::copy_n(&sent[at + 2], 2, &segment[0]);
        std::copy_n(&sent[at], 2, &segment[2]);
        std::uint32_t number = data + 1;
        for (std::size_t octet = 0; octet < 4; ++octet) {
            number += std::to_integer<std::uint32_t>(sent[at + 4 + octet]) << (24 - 8 * octet);
        }
        for (std::size_t octet = 0; octet < 4; ++octet)
            segment[8 + octet] = static_cast<std::byte>(number >> (24 - 8 * octet));
        segment[12] = std::byte{0x50};
        segment[13] = std::byte(reset ? 0x14 : 0x12);
        deliver(segment, from, tcp);
    }

    void deliver(const octets& message, const boost::asio::ip::address& from, std::uint8_t protocol,
                 std::optional<queued_error> queued = std::nullopt) {
        received_datagram received;
        received.bytes = message;
        received.at = now_;
        received.outer = stripped_header{from, protocol, 60};
        received.error = queued;
        engine_.handle_datagrams({&received, 1}, now_);
    }

    [[nodiscard]] trace_result result() {
        for (int wait = 1; wait <= 4; ++wait) {
            engine_.handle_timeout(now_ + wait * 10s);
            send_more();
        }
        while (auto next = engine_.poll_event()) {
            if (auto* finished = std::get_if<trace_finished>(&*next)) return finished->result;
        }
        ADD_FAILURE() << "the trace has not ended";
        return {};
    }

    [[nodiscard]] std::uint16_t number_at(std::size_t probe, std::size_t at) const {
        const octets& sent = probes_[probe];
        return static_cast<std::uint16_t>(std::to_integer<unsigned>(sent[at]) << 8 |
                                          std::to_integer<unsigned>(sent[at + 1]));
    }

    time_point now_{std::chrono::hours{1}};
    engine engine_{{.secret = 1, .first_identifier = 0x5000, .first_sequence = 7}, now_};
    boost::asio::ip::address target_;
    way way_{};
    std::vector<octets> probes_;
};

/// Time exceeded as a socket without rights tells it.
inline queued_error queued_about(const boost::asio::ip::address& target) {
    return {.icmp_type = 11, .icmp_code = 0, .mtu = 0, .destination = target, .stripped = 20, .extensions_at = 0};
}

}  // namespace tracerouter::engine
