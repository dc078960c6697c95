#include "engine_protocols.hpp"

#include "packet/checksum.hpp"
#include "packet/probe_header.hpp"

// Which answers an engine believes that are not quite as they should be.

namespace tracerouter::engine {
namespace {

class engine_answers : public engine_protocols {
protected:
    /// What the host `from` sends back of an echo request, with no more than `data` octets of its data.
    void echoes(std::size_t probe, std::size_t data, const boost::asio::ip::address& from) {
        const std::ptrdiff_t header = way_.v4 ? 20 : 40;
        octets message(probes_[probe].begin() + header, probes_[probe].end());
        message.resize(std::min(message.size(), 8 + data));
        message[0] = std::byte(way_.v4 ? 0 : 129);
        message[2] = message[3] = std::byte{0};
        packet::internet_sum sum;
        if (!way_.v4) {
            sum = packet::pseudo_header({.source = from,
                                         .destination = make_address("2001:db8::2"),
                                         .packet_size = static_cast<std::uint16_t>(40 + message.size())},
                                        icmpv6);
        }
        sum.add(message);
        message[2] = static_cast<std::byte>(sum.checksum() >> 8);
        message[3] = static_cast<std::byte>(sum.checksum());
        deliver(message, from, way_.v4 ? icmp : icmpv6);
    }

    struct segment {
        std::uint8_t flags;
        std::optional<std::uint32_t> sequence;      ///< beyond our number
        std::optional<std::uint32_t> acknowledged;  ///< beyond our number
        std::uint16_t port = 80;
    };

    void resets(std::size_t probe, const segment& how) {
        const octets& sent = probes_[probe];
        const std::uint32_t number = std::uint32_t{number_at(probe, 24)} << 16 | number_at(probe, 26);
        octets bytes(20);
        put(bytes, 0, std::uint32_t{how.port} << 16);
        std::copy_n(&sent[20], 2, &bytes[2]);
        if (how.sequence) put(bytes, 4, number + *how.sequence);
        if (how.acknowledged) put(bytes, 8, number + *how.acknowledged);
        bytes[12] = std::byte{0x50};
        bytes[13] = std::byte{how.flags};
        deliver(bytes, target_, tcp);
    }

    static void put(octets& bytes, std::size_t at, std::uint32_t number) {
        for (std::size_t octet = 0; octet < 4; ++octet)
            bytes[at + octet] = static_cast<std::byte>(number >> (24 - 8 * octet));
    }
};

TEST_F(engine_answers, echo_replies_may_be_cut_anywhere) {
    for (const bool v4 : {true, false}) {
        for (std::size_t data = 0; data <= 32; ++data) {
            probes_.clear();
            start({protocol::icmp, v4, {}});
            expires(0, v4 ? 28 : 48);
            echoes(1, data, target_);
            const trace_result ended = result();
            EXPECT_EQ(ended.distance, 2) << data;
            EXPECT_EQ(ended.replies, 2U) << data;
            EXPECT_EQ(ended.hops[1].probes[0].reply->nat, false);
        }
    }
    EXPECT_EQ(engine_.statistics().foreign, 0U);
}

TEST_F(engine_answers, other_addresses_of_the_target_must_know_the_cookie) {
    for (const bool v4 : {true, false}) {
        const auto other = make_address(v4 ? "198.18.10.99" : "2001:db8::99");
        for (const std::size_t data : {32U, 7U, 2U}) {
            probes_.clear();
            start({protocol::icmp, v4, {}});
            echoes(2, data, other);
            EXPECT_EQ(result().distance, 3) << data;
        }
        for (const std::size_t data : {1U, 0U}) {
            probes_.clear();
            start({protocol::icmp, v4, {}});
            echoes(2, data, other);
            EXPECT_FALSE(result().reached) << data;
        }
    }
}

TEST_F(engine_answers, a_cut_reply_to_a_large_probe_shows_that_it_arrived) {
    for (const bool v4 : {true, false}) {
        probes_.clear();
        start({protocol::icmp, v4, {}}, {.max_ttl = 2, .queries = 1, .path_mtu = true});
        expires(0, v4 ? 28 : 48);
        echoes(1, 2, target_);
        send_more();
        for (std::size_t probe = 2; probe < probes_.size(); ++probe) {
            const bool first = probes_[probe][v4 ? 8 : 7] == std::byte{1};
            first ? expires(probe, v4 ? 28 : 48) : echoes(probe, 0, target_);
        }
        EXPECT_EQ(result().hops[1].path_mtu, 1'500);
    }
}

TEST_F(engine_answers, a_segment_must_show_our_number_somewhere) {
    constexpr std::uint8_t rst = 0x04;
    constexpr std::uint8_t rst_ack = 0x14;
    constexpr std::uint8_t syn_ack = 0x12;
    constexpr std::uint32_t data = 100;
    const std::uint32_t one_less = UINT32_MAX;
    const std::pair<segment, bool> cases[] = {
        {{rst_ack, {}, 1}, true},
        {{rst_ack, {}, 0}, true},
        {{syn_ack, 7, 0}, true},
        {{rst_ack, {}, data}, true},
        {{rst_ack, {}, data + 1}, true},
        {{rst, {}, 1}, true},
        {{rst, 1, {}}, true},
        {{rst, 0, {}}, true},
        {{rst, 1, 1}, true},
        {{rst_ack, 1, {}}, true},
        {{rst_ack, {}, one_less}, false},
        {{rst_ack, {}, 2}, false},
        {{rst_ack, {}, data + 2}, false},
        {{rst, {}, {}}, false},
        {{syn_ack, 1, {}}, false},
        {{rst_ack, {}, 1, 81}, false},
    };
    for (const auto& [answer, believed] : cases) {
        probes_.clear();
        start({protocol::tcp, true, {}}, {.max_ttl = 3, .queries = 1, .packet_size = 60 + data});
        resets(1, answer);
        const trace_result ended = result();
        EXPECT_EQ(ended.reached, believed) << int{answer.flags};
        if (believed) {
            EXPECT_EQ(ended.distance, 2);
            EXPECT_EQ(ended.hops[1].probes[0].reply->nat, false);
        }
    }
}

// The sizes of the search for the path MTU differ, but a link of 1,500 octets lets pass no more.
TEST_F(engine_answers, a_segment_acknowledges_no_more_than_the_link_lets_pass) {
    constexpr std::uint8_t rst_ack = 0x14;
    const std::pair<std::uint32_t, bool> cases[] = {{1, true}, {1'460, true}, {1'502, false}, {20'000, false}};
    for (const auto& [acknowledged, believed] : cases) {
        probes_.clear();
        start({protocol::tcp, true, {}}, {.max_ttl = 3, .queries = 1, .path_mtu = true});
        resets(1, {rst_ack, {}, acknowledged});
        EXPECT_EQ(result().reached, believed) << acknowledged;
    }
}

TEST_F(engine_answers, a_parameter_problem_is_the_end_of_the_path) {
    for (const protocol by : {protocol::icmp, protocol::udp, protocol::tcp}) {
        for (const bool v4 : {true, false}) {
            probes_.clear();
            start({by, v4, {}});
            expires(0, v4 ? 28 : 48);
            error(1, v4 ? 12 : 4, 0, v4 ? 28 : 48, router());
            const trace_result ended = result();
            EXPECT_EQ(ended.stop, stop_reason::unreachable);
            EXPECT_EQ(ended.hops[1].probes[0].reply->icmp_type, v4 ? 12 : 4);
        }
    }
}

TEST_F(engine_answers, who_waited_for_fragments_is_no_hop) {
    for (const bool v4 : {true, false}) {
        probes_.clear();
        start({protocol::udp, v4, {}});
        error(0, v4 ? 11 : 3, 1, v4 ? 28 : 48, router());
        EXPECT_EQ(result().hops[0].state, hop_state::silent);
    }
}

TEST_F(engine_answers, no_router_has_our_own_address) {
    for (const char* address : {"198.18.0.2", "127.0.0.1"}) {
        probes_.clear();
        start({protocol::icmp, true, {}});
        error(0, 11, 0, 28, make_address(address));
        error(1, 3, 1, 28, make_address(address));
        const trace_result ended = result();
        EXPECT_EQ(ended.hops[0].state, hop_state::silent) << address;
        EXPECT_EQ(ended.hops[1].state, hop_state::answered) << "our own system may say that there is nobody";
    }
}

TEST_F(engine_answers, too_big_is_no_arrival_whoever_says_so) {
    start({protocol::icmp, true, {}});
    error(1, 3, 4, 28, target_);
    EXPECT_FALSE(result().reached);
}

}  // namespace
}  // namespace tracerouter::engine
