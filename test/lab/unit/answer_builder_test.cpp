#include "answer_builder.hpp"

#include <gtest/gtest.h>

#include <array>

#include "probe_maker.hpp"
#include "responder.hpp"

namespace lab {
namespace {

using namespace test;

constexpr std::size_t icmp_at = 20;
constexpr std::size_t quote_at = 28;

/// The answer of hop 2 (or beyond it of the destination) to `bytes`, whose manners are `keys`.
class answer_builder_test : public testing::Test {
protected:
    octets answer_to(const octets& bytes, const std::string& keys) {
        const internet network(
            scenario_of(R"({"routers": {"a": {"address": "198.18.1.1", "rtt": 1, "rewrite": {"tos": 40}},
            "b": {"address": "198.18.1.2", "rtt": 1, )" +
                        keys + R"(}},
            "paths": {"main": ["a", "b"]}, "destinations": [{"address": "198.18.10.1", "rtt": 3, "tcp": "syn-ack"}, {"address": "198.18.10.2", "rtt": 3}]})"));
        responder decides(network);
        const answer_plan plan = decides.decide(parsed(bytes), std::chrono::seconds(1));
        EXPECT_EQ(plan.why_not, silence::none);
        std::array<std::uint8_t, 1500> out{};
        const std::size_t size = build_answer(plan, parsed(bytes), 7, out);
        return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size)};
    }

    static std::span<const std::uint8_t> icmp(const octets& answer) { return std::span(answer).subspan(icmp_at); }
};

TEST_F(answer_builder_test, time_exceeded_quotes_the_probe_as_it_arrived) {
    const octets bytes = echo_to("198.18.10.1", 2);
    const octets answer = answer_to(bytes, R"("quote": "all")");
    EXPECT_EQ(internet_checksum(std::span(answer).first(20)), 0);
    EXPECT_EQ(internet_checksum(icmp(answer)), 0);
    EXPECT_EQ(answer[icmp_at], 11);
    EXPECT_EQ(load32(answer, 12), host("198.18.1.2").v4());
    EXPECT_EQ(load32(answer, 16), host("198.18.0.2").v4());
    EXPECT_EQ(answer[8], 63);
    ASSERT_EQ(answer.size(), quote_at + bytes.size());
    EXPECT_EQ(answer[quote_at + 8], 1);
    EXPECT_EQ(answer[quote_at + 1], 40);
    EXPECT_EQ(internet_checksum(std::span(answer).subspan(quote_at, 20)), 0);
    EXPECT_TRUE(std::equal(bytes.begin() + 20, bytes.end(), answer.begin() + quote_at + 20));
}

TEST_F(answer_builder_test, quotes_have_the_asked_length_and_at_most_576_octets_in_all) {
    const octets bytes = echo_to("198.18.10.1", 2, {.data = 1000});
    EXPECT_EQ(answer_to(bytes, R"("quote": 8)").size(), quote_at + 20 + 8);
    EXPECT_EQ(answer_to(bytes, R"("quote": 28)").size(), quote_at + 20 + 28);
    EXPECT_EQ(answer_to(bytes, R"("quote": "all")").size(), 576U);
}

TEST_F(answer_builder_test, label_stack_after_rfc_4884) {
    const octets answer =
        answer_to(echo_to("198.18.10.1", 2),
                  R"("quote": 8, "mpls": [{"label": 24003, "tc": 5, "ttl": 1}, {"label": 17, "ttl": 9}])");
    EXPECT_EQ(internet_checksum(icmp(answer)), 0);
    EXPECT_EQ(answer[icmp_at + 5], 128 / 4);
    ASSERT_EQ(answer.size(), quote_at + 128 + 4 + 4 + 8);
    const auto extension = std::span(answer).subspan(quote_at + 128);
    EXPECT_EQ(internet_checksum(extension), 0);
    const octets expected{0x20, 0, extension[2], extension[3], 0, 12, 1, 1, 0x05, 0xdc, 0x3a, 1, 0, 0x01, 0x11, 9};
    EXPECT_EQ(octets(extension.begin(), extension.end()), expected);
    EXPECT_TRUE(std::all_of(answer.begin() + quote_at + 28, answer.begin() + quote_at + 128,
                            [](auto octet) { return octet == 0; }));
}

TEST_F(answer_builder_test, longer_quotes_are_padded_to_words) {
    const octets answer = answer_to(echo_to("198.18.10.1", 2, {.data = 141}), R"("mpls": [{"label": 1}])");
    EXPECT_EQ(answer[icmp_at + 5], 172 / 4);
    EXPECT_EQ(answer.size(), quote_at + 172 + 12);
}

TEST_F(answer_builder_test, older_form_has_no_length_and_the_stack_at_octet_128) {
    const octets answer = answer_to(echo_to("198.18.10.1", 2, {.data = 300, .filler = 0xee}),
                                    R"("mpls": [{"label": 1}], "mpls_legacy": true)");
    EXPECT_EQ(answer[icmp_at + 5], 0);
    EXPECT_EQ(answer[quote_at + 127], 0xee);
    EXPECT_EQ(answer[quote_at + 128], 0x20);
    EXPECT_EQ(answer.size(), quote_at + 128 + 12);
}

TEST_F(answer_builder_test, echo_reply_repeats_the_request) {
    const octets bytes = echo_to("198.18.10.1", 9, {.identifier = 5, .sequence = 6, .data = 11, .filler = 0xaa});
    const octets answer = answer_to(bytes, R"("silent": false)");
    EXPECT_EQ(answer[icmp_at], 0);
    EXPECT_EQ(internet_checksum(icmp(answer)), 0);
    EXPECT_EQ(answer[1], 40);
    EXPECT_TRUE(std::equal(bytes.begin() + 24, bytes.end(), answer.begin() + 24));
}

TEST_F(answer_builder_test, udp_gets_port_unreachable) {
    const octets answer = answer_to(udp_to("198.18.10.1", 9, 1, 2), R"("silent": false)");
    EXPECT_EQ(answer[icmp_at], 3);
    EXPECT_EQ(answer[icmp_at + 1], 3);
    EXPECT_EQ(answer[quote_at + 8], 7);
}

TEST_F(answer_builder_test, tcp_gets_what_the_destination_offers) {
    constexpr std::uint8_t syn = 0x02;
    constexpr std::uint8_t ack = 0x10;
    const octets accepted = answer_to(tcp_to("198.18.10.1", 9, syn, 100), R"("silent": false)");
    EXPECT_EQ(accepted[33], 0x12);
    EXPECT_EQ(load32(accepted, 28), 101U);
    const octets refused = answer_to(tcp_to("198.18.10.2", 9, syn, 100), R"("silent": false)");
    EXPECT_EQ(refused[33], 0x14);
    EXPECT_EQ(load32(refused, 28), 101U);
    const octets stray = answer_to(tcp_to("198.18.10.2", 9, ack, 100), R"("silent": false)");
    EXPECT_EQ(stray[33], 0x04);
    const auto pseudo = pseudo_header_sum(host("198.18.10.2"), host("198.18.0.2"), IPPROTO_TCP, 20);
    EXPECT_EQ(internet_checksum(std::span(refused).subspan(20), pseudo), 0);
}

TEST_F(answer_builder_test, corrupt_answers_are_wrong_in_one_way) {
    const octets bytes = echo_to("198.18.10.1", 2);
    EXPECT_NE(internet_checksum(icmp(answer_to(bytes, R"("corrupt": "checksum")"))), 0);
    const octets cut = answer_to(bytes, R"("corrupt": "truncated")");
    EXPECT_EQ(cut.size(), quote_at + 23);
    EXPECT_EQ(load16(cut, 2), cut.size());
    EXPECT_EQ(internet_checksum(icmp(cut)), 0);
    const octets renamed = answer_to(bytes, R"("corrupt": "identifier")");
    EXPECT_NE(load16(renamed, quote_at + 24), 0x1234);
    EXPECT_EQ(internet_checksum(icmp(renamed)), 0);
    const octets redirected = answer_to(bytes, R"("corrupt": "destination")");
    EXPECT_EQ(load32(redirected, quote_at + 16), host("198.18.10.0").v4());
    EXPECT_EQ(internet_checksum(std::span(redirected).subspan(quote_at, 20)), 0);
}

TEST_F(answer_builder_test, the_quote_can_show_another_ttl) {
    EXPECT_EQ(answer_to(echo_to("198.18.10.1", 2), R"("quote_ttl": 0)")[quote_at + 8], 0);
}

}  // namespace
}  // namespace lab
