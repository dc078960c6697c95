#include "engine_protocols.hpp"

#include <tuple>

#include "engine_rig.hpp"

// One engine for probes of all protocols and both families: what it sends, and which answers it believes.

namespace tracerouter::engine {
namespace {

TEST_F(engine_protocols, udp_ends_at_a_port_where_nobody_listens) {
    for (const bool v4 : {true, false}) {
        probes_.clear();
        start({protocol::udp, v4, {}});
        const std::size_t header = v4 ? 20 : 40;
        EXPECT_EQ(number_at(0, header), number_at(2, header)) << "the source port is constant";
        EXPECT_EQ(number_at(0, header + 2), 33'434);
        expires(0, header + 8);
        expires(1, header + 12);
        port_unreachable(2, header + 8, make_address(v4 ? "198.18.10.99" : "2001:db8::99"));
        const trace_result ended = result();
        EXPECT_EQ(ended.protocol, protocol::udp);
        EXPECT_EQ(ended.stop, stop_reason::destination);
        EXPECT_EQ(ended.distance, 3);
        EXPECT_EQ(ended.replies, 3U);
        EXPECT_EQ(ended.hops[0].probes[0].reply->nat, false);
        EXPECT_TRUE(ended.hops[2].probes[0].reply->arrived);
    }
}

TEST_F(engine_protocols, targets_share_a_source_port) {
    for (const protocol by : {protocol::udp, protocol::tcp}) {
        for (const bool v4 : {true, false}) {
            probes_.clear();
            const std::size_t header = v4 ? 20 : 40;
            start({by, v4, 53});
            target_ = make_address(v4 ? "198.18.10.2" : "2001:db8::c612:a02");
            start_target({by, v4, 53}, {.max_ttl = 3, .queries = 1});
            for (const std::size_t probe : {0U, 3U}) EXPECT_EQ(number_at(probe, header), 53);
            expires(0, header + 8);
            expires(4, header + 8);
            const trace_result one = result();
            const trace_result other = result();
            const auto& [first, second] = one.address < other.address ? std::tie(one, other) : std::tie(other, one);
            EXPECT_EQ(first.hops[0].state, hop_state::answered);
            EXPECT_EQ(second.hops[1].state, hop_state::answered);
            EXPECT_EQ(first.replies + second.replies, 2U);
        }
    }
}

TEST_F(engine_protocols, probes_are_described_by_the_fields_of_their_headers) {
    for (const protocol by : {protocol::icmp, protocol::udp, protocol::tcp}) {
        for (const bool v4 : {true, false}) {
            start({by, v4, {}}, {.max_ttl = 2, .queries = 1, .tos = 0xb9, .dont_fragment = true});
        }
    }
    EXPECT_EQ(probes_.size(), 12U) << "each was looked at where it was sent";
}

TEST_F(engine_protocols, a_source_port_has_the_same_flow_label_in_every_run_and_no_cookie_in_common) {
    for (const protocol by : {protocol::udp, protocol::tcp}) {
        probes_.clear();
        test::begin_anew(engine_, {.secret = 1, .first_identifier = 0x5000, .first_sequence = 7}, now_);
        start({by, false, 53});
        test::begin_anew(engine_, {.secret = 2, .first_identifier = 0x5000, .first_sequence = 7}, now_);
        start({by, false, 53});
        EXPECT_EQ(number_at(0, 2), number_at(3, 2));
        EXPECT_NE(number_at(0, 2), 0);
        const std::size_t cookie = by == protocol::udp ? 48 : 46;
        EXPECT_NE(number_at(0, cookie), number_at(3, cookie));
    }
}

TEST_F(engine_protocols, answers_to_an_earlier_run_from_the_same_port_are_not_taken) {
    for (const protocol by : {protocol::udp, protocol::tcp}) {
        for (const bool v4 : {true, false}) {
            probes_.clear();
            test::begin_anew(engine_, {.secret = 1, .first_identifier = 0x5000, .first_sequence = 7}, now_);
            start({by, v4, 53});
            test::begin_anew(engine_, {.secret = 2, .first_identifier = 0x5000, .first_sequence = 7}, now_);
            start({by, v4, 53});
            expires(0, 60);
            EXPECT_EQ(engine_.statistics().replies, 0U) << "the sequence numbers are the same, the cookie is not";
            expires(3, 60);
            EXPECT_EQ(engine_.statistics().replies, 1U);
        }
    }
}

TEST_F(engine_protocols, a_short_quote_with_padding_is_no_mark) {
    start({protocol::udp, true, {}});
    std::fill(probes_[0].begin() + 28, probes_[0].end(), std::byte{0});
    expires(0, 60);
    const trace_result ended = result();
    EXPECT_EQ(ended.replies, 1U);
    EXPECT_EQ(ended.hops[0].probes[0].reply->nat, false);
}

TEST_F(engine_protocols, a_translator_that_spoils_the_checksum_of_udp_is_marked) {
    start({protocol::udp, true, {}});
    for (const std::size_t probe : {0U, 1U}) probes_[probe][26] ^= std::byte{0x40};
    expires(0, 28);
    expires(1, 40);
    const trace_result ended = result();
    EXPECT_EQ(ended.replies, 2U);
    EXPECT_EQ(ended.hops[0].probes[0].reply->nat, true) << "by the IP identification";
    EXPECT_EQ(ended.hops[1].probes[0].reply->nat, true) << "by the mark";
}

TEST_F(engine_protocols, a_port_unreachable_that_answers_tcp_is_a_filter) {
    start({protocol::tcp, true, {}});
    port_unreachable(1, 28, router());
    const trace_result ended = result();
    EXPECT_EQ(ended.stop, stop_reason::unreachable);
    EXPECT_FALSE(ended.reached);
}

TEST_F(engine_protocols, tcp_ends_at_a_segment_of_the_target) {
    for (const bool v4 : {true, false}) {
        for (const bool reset : {true, false}) {
            probes_.clear();
            start({protocol::tcp, v4, {}});
            expires(0, v4 ? 28 : 48);
            tcp_answers(1, reset, 0, target_);
            const trace_result ended = result();
            EXPECT_EQ(ended.distance, 2);
            EXPECT_EQ(ended.hops[1].probes[0].reply->kind, reset ? reply_kind::reset : reply_kind::syn_ack);
            EXPECT_EQ(ended.hops[1].probes[0].reply->icmp_type, std::nullopt);
        }
    }
}

TEST_F(engine_protocols, tcp_may_acknowledge_the_data_that_came_with_a_syn) {
    start({protocol::tcp, true, {}}, {.max_ttl = 3, .queries = 1, .packet_size = 160});
    tcp_answers(1, true, 100, target_);
    tcp_answers(2, true, 98, target_);
    EXPECT_EQ(engine_.statistics().replies, 1U);
    EXPECT_EQ(engine_.statistics().foreign, 1U);
}

TEST_F(engine_protocols, nobody_else_may_answer_tcp) {
    start({protocol::tcp, true, {}});
    tcp_answers(1, true, 0, make_address("198.18.10.2"));
    EXPECT_EQ(engine_.statistics().foreign, 1U);
}

octets echo_reply_to(const octets& probe) {
    octets message(probe.begin() + 40, probe.end());
    message[0] = std::byte{129};
    message[2] = static_cast<std::byte>(std::to_integer<unsigned>(message[2]) - 1);  // 128 became 129
    return message;
}

TEST_F(engine_protocols, icmpv6_is_believed_from_the_target_and_where_the_checksum_fits) {
    start({protocol::icmp, false, {}});
    expires(0, 48);
    deliver(echo_reply_to(probes_[1]), target_, icmpv6);
    deliver(echo_reply_to(probes_[2]), router(), icmpv6);  // whose address the checksum does not cover
    EXPECT_EQ(engine_.statistics().replies, 2U);
    EXPECT_EQ(engine_.statistics().foreign, 1U);
    EXPECT_EQ(result().distance, 2);
}

octets packet_too_big(const octets& probe, std::uint8_t mtu) {
    octets message(8);
    message[0] = std::byte{2};
    message[7] = std::byte{mtu};
    message.insert(message.end(), probe.begin(), probe.end());
    return message;
}

TEST_F(engine_protocols, packet_too_big_is_the_end_of_the_path_and_tells_the_mtu) {
    start({protocol::icmp, false, {}});
    deliver(packet_too_big(probes_[1], 79), router(), icmpv6);
    const trace_result ended = result();
    EXPECT_EQ(ended.stop, stop_reason::unreachable);
    EXPECT_EQ(ended.hops[1].probes[0].reply->mtu, 79U);
}

TEST_F(engine_protocols, a_link_that_the_probe_fits_through_is_no_end) {
    start({protocol::icmp, false, {}});
    deliver(packet_too_big(probes_[1], 80), router(), icmpv6);
    const trace_result ended = result();
    EXPECT_NE(ended.stop, stop_reason::unreachable);
    EXPECT_EQ(ended.hops[1].probes[0].reply->mtu, 80U);
}

TEST_F(engine_protocols, an_identifier_that_the_kernel_chooses_is_kept) {
    start({protocol::icmp, true, 77});
    EXPECT_EQ(number_at(0, 24), 77);
    EXPECT_EQ(number_at(2, 24), 77);
    octets rest(probes_[0].begin() + 20, probes_[0].end());
    deliver(rest, router(), icmp, queued_about(target_));
    deliver({probes_[1].begin() + 20, probes_[1].end()}, router(), icmp, queued_about(make_address("198.18.10.2")));
    EXPECT_EQ(engine_.statistics().replies, 2U);
    rest[2] ^= std::byte{1};
    rest.resize(8);
    deliver(rest, router(), icmp, queued_about(target_));
    EXPECT_EQ(engine_.statistics().foreign, 1U) << "another cookie, and no balance";
    const trace_result ended = result();
    EXPECT_EQ(ended.hops[0].probes[0].reply->ttl_quoted, std::nullopt);
    EXPECT_EQ(ended.hops[0].probes[0].reply->nat, false);
    EXPECT_EQ(ended.hops[1].probes[0].reply->nat, true) << "another destination";
}

TEST_F(engine_protocols, a_udp_socket_knows_its_probes_by_the_mark) {
    start({protocol::udp, true, 4'444});
    EXPECT_EQ(number_at(0, 20), 4'444);
    const octets payload(probes_[1].begin() + 28, probes_[1].end());
    deliver(payload, router(), udp, queued_about(target_));
    deliver({}, router(), udp, queued_about(target_));
    EXPECT_EQ(engine_.statistics().replies, 2U);
    EXPECT_EQ(engine_.statistics().foreign, 0U) << "such a socket gets no errors but those about its own datagrams";
    EXPECT_EQ(result().hops[1].state, hop_state::answered);
}

TEST_F(engine_protocols, a_flow_is_the_same_in_every_engine) {
    for (const protocol by : {protocol::icmp, protocol::udp, protocol::tcp}) {
        probes_.clear();
        start({by, true, {}}, {.max_ttl = 1, .queries = 1, .flow = 9});
        const std::size_t at = by == protocol::icmp ? 24 : 20;
        const std::uint16_t here = number_at(0, at);
        engine other{{.secret = 2, .first_identifier = 0x1234, .first_sequence = 99}, now_};
        trace_options options{.protocol = by, .max_ttl = 1, .queries = 1, .flow = 9};
        other.start({target_, make_address("198.18.0.2"), 1500, std::nullopt, options, false}, now_);
        transmit_batch batch;
        other.poll_transmit(now_, batch);
        const auto bytes = batch.pending().front().bytes;
        EXPECT_EQ(std::to_integer<unsigned>(bytes[at]) << 8 | std::to_integer<unsigned>(bytes[at + 1]), here);
        EXPECT_GE(here, 0x8000);
    }
}

TEST_F(engine_protocols, the_path_mtu_is_searched_behind_the_trace) {
    start({protocol::icmp, true, {}}, {.max_ttl = 3, .queries = 1, .path_mtu = true});
    expires(0, 28);
    expires(1, 28);
    error(2, 3, 3, 28, target_);
    EXPECT_FALSE(engine_.poll_event()) << "hops are told once, with their path MTU";
    for (int round = 0; round < 2; ++round) {
        const std::size_t first = probes_.size();
        send_more();
        for (std::size_t probe = first; probe < probes_.size(); ++probe) {
            EXPECT_EQ(std::to_integer<unsigned>(probes_[probe][6]), 0x40U) << "DF";
            const unsigned ttl = std::to_integer<unsigned>(probes_[probe][8]);
            if (ttl == 3 && number_at(probe, 2) > 1400) {
                too_big(probe, 1400);
            } else if (ttl == 3) {
                error(probe, 3, 3, 28, target_);
            } else {
                expires(probe, 28);
            }
        }
    }
    const trace_result ended = result();
    EXPECT_EQ(ended.hops[0].path_mtu, 1500);
    EXPECT_EQ(ended.hops[1].path_mtu, 1500);
    EXPECT_EQ(ended.hops[2].path_mtu, 1400);
    EXPECT_EQ(ended.hops[2].probes.size(), 1U) << "the probes of the search are no queries";
    EXPECT_EQ(ended.probes_sent, 3U + 6U + 2U);
    EXPECT_EQ(ended.replies, 3U + 6U + 2U);
}

TEST_F(engine_protocols, a_search_that_hears_nothing_ends) {
    start({protocol::icmp, true, {}}, {.max_ttl = 1, .queries = 1, .path_mtu = true});
    expires(0, 28);
    for (int round = 0; round < 50 && engine_.active() > 0; ++round) {
        send_more();
        now_ += 2s;
        engine_.handle_timeout(now_);
    }
    EXPECT_EQ(engine_.active(), 0U);
    EXPECT_EQ(result().hops[0].path_mtu, 60);
}

TEST_F(engine_protocols, what_our_own_link_refuses_is_too_big) {
    start({protocol::icmp, true, {}}, {.max_ttl = 1, .queries = 1, .path_mtu = true});
    expires(0, 28);
    for (int round = 0; round < 50 && engine_.active() > 0; ++round) {
        transmit_batch batch;
        engine_.poll_transmit(now_, batch);
        for (const datagram& probe : batch.pending()) {
            if (probe.bytes.size() > 1'200) {
                engine_.handle_refused(probe.probe, make_error_code(boost::system::errc::message_size), now_);
                continue;
            }
            probes_.emplace_back(probe.bytes.begin(), probe.bytes.end());
            engine_.handle_sent({probe.probe, now_, stamp_source::process});
            expires(probes_.size() - 1, 28);
        }
        now_ += 1ms;
    }
    EXPECT_EQ(result().hops[0].path_mtu, 1'200);
}

TEST_F(engine_protocols, an_interrupted_search_shows_what_is_known) {
    way_ = {protocol::icmp, true, {}};
    start(way_, {.max_ttl = 1, .queries = 1, .path_mtu = true});
    expires(0, 28);
    engine_.cancel({0, 1}, now_);
    const trace_result ended = result();
    EXPECT_EQ(ended.stop, stop_reason::interrupted);
    ASSERT_EQ(ended.hops.size(), 1U);
    EXPECT_EQ(ended.hops[0].path_mtu, std::nullopt);
}

}  // namespace
}  // namespace tracerouter::engine
