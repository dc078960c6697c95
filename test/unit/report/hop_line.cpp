#include "report/hop_line.hpp"

#include <gtest/gtest.h>
#include <boost/asio/ip/address.hpp>

#include <string>

#include "results.hpp"

namespace tracerouter::report {
namespace {

std::string line(const hop_result& hop, hop_line_style style = {}) {
    text_buffer out;
    append_hop_line(out, hop, {.queries = 3}, style);
    return std::string{out.text()};
}

reply quoting_tos(std::uint8_t tos) {
    auto answer = exceeded("198.18.1.1", us(1000));
    answer.tos_quoted = tos;
    return answer;
}

reply labelled(const std::string& responder, duration rtt) {
    auto answer = exceeded(responder, rtt);
    answer.mpls = {{.label = 24003, .traffic_class = 5, .bottom = false, .ttl = 1},
                   {.label = 17, .traffic_class = 0, .bottom = true, .ttl = 9}};
    return answer;
}

// What Debian's traceroute 2.1.2 (-I -e) wrote about the same answers in a simulated internet.
TEST(hop_line, is_what_traceroute_writes) {
    EXPECT_EQ(line(hop_of(1, {replied(exceeded("198.18.1.1", us(4376))), replied(exceeded("198.18.1.1", us(4538))),
                              replied(exceeded("198.18.1.1", us(4534)))})),
              " 1  198.18.1.1 (198.18.1.1)  4.376 ms  4.538 ms  4.534 ms\n");
    EXPECT_EQ(
        line(hop_of(2, {replied(labelled("198.18.1.2", us(4531))), replied(labelled("198.18.1.2", us(4568))),
                        replied(labelled("198.18.1.2", us(4561)))})),
        " 2  198.18.1.2 (198.18.1.2) <MPLS:L=24003,E=5,S=0,T=1/L=17,E=0,S=1,T=9>  4.531 ms  4.568 ms  4.561 ms\n");
    EXPECT_EQ(line(hop_of(3, {timed_out(), timed_out(), timed_out()})), " 3  * * *\n");
    EXPECT_EQ(line(hop_of(4, {replied(exceeded("198.18.1.41", us(4019))), replied(exceeded("198.18.1.41", us(4017))),
                              replied(exceeded("198.18.1.42", us(5018)))})),
              " 4  198.18.1.41 (198.18.1.41)  4.019 ms  4.017 ms 198.18.1.42 (198.18.1.42)  5.018 ms\n");
    EXPECT_EQ(line(hop_of(5, {replied(exceeded("198.18.1.5", us(5018))), replied(exceeded("198.18.1.5", us(5017))),
                              timed_out()})),
              " 5  198.18.1.5 (198.18.1.5)  5.018 ms  5.017 ms *\n");
    EXPECT_EQ(line(hop_of(7, {replied(unreachable("198.18.1.6", us(6011), 13)),
                              replied(unreachable("198.18.1.6", us(6011), 13)),
                              replied(unreachable("198.18.1.6", us(6010), 13))})),
              " 7  198.18.1.6 (198.18.1.6)  6.011 ms !X  6.011 ms !X  6.010 ms !X\n");
}

// traceroute -n of the same.
TEST(hop_line, without_names_is_what_traceroute_writes) {
    EXPECT_EQ(line(hop_of(2, {replied(labelled("198.18.1.2", us(2019))), replied(labelled("198.18.1.2", us(2017)))}),
                   {.names = false}),
              " 2  198.18.1.2 <MPLS:L=24003,E=5,S=0,T=1/L=17,E=0,S=1,T=9>  2.019 ms  2.017 ms\n");
    EXPECT_EQ(line(hop_of(30, {replied(exceeded("198.18.1.42", us(5019))), timed_out()}), {.names = false}),
              "30  198.18.1.42  5.019 ms *\n");
}

TEST(hop_line, marks_what_the_way_to_the_hop_changed) {
    const auto changed = hop_of(3, {replied(quoting_tos(0x08))});
    EXPECT_EQ(line(changed, {.names = false}), " 3  198.18.1.1 <TOS:0x08>  1.000 ms\n");
    EXPECT_EQ(line(hop_of(3, {replied(quoting_tos(0))}), {.names = false}), " 3  198.18.1.1  1.000 ms\n");
    auto answer = exceeded("198.18.1.1", us(1000));
    answer.ttl_quoted = 3;
    EXPECT_EQ(line(hop_of(3, {replied(answer)}), {.names = false}), " 3  198.18.1.1 <TTL:3>  1.000 ms\n");
    // Where it was refused, not given up, it may have had more left.
    answer = unreachable("198.18.1.1", us(1000), 13);
    answer.ttl_quoted = 3;
    EXPECT_EQ(line(hop_of(3, {replied(answer)}), {.names = false}), " 3  198.18.1.1  1.000 ms !X\n");
}

TEST(hop_line, tells_the_tos_byte_behind_a_hop) {
    EXPECT_EQ(tos_behind(hop_of(1, {timed_out(), replied(quoting_tos(0x28))}), 0xb8), 0x28);
    EXPECT_EQ(tos_behind(hop_of(1, {timed_out()}), 0xb8), 0xb8);
}

TEST(hop_line, names_the_responder_again_only_when_it_changes) {
    // A timeout between two answers of one responder does not count as a change.
    EXPECT_EQ(line(hop_of(1, {replied(exceeded("198.18.1.1", us(1000))), timed_out(),
                              replied(exceeded("198.18.1.1", us(2000)))}),
                   {.names = false}),
              " 1  198.18.1.1  1.000 ms *  2.000 ms\n");
    EXPECT_EQ(line(hop_of(1, {timed_out(), replied(exceeded("198.18.1.1", us(1000)))}), {.names = false}),
              " 1  * 198.18.1.1  1.000 ms\n");
    EXPECT_EQ(line(hop_of(1, {replied(labelled("198.18.1.2", us(1000))), replied(exceeded("198.18.1.2", us(1000)))}),
                   {.names = false}),
              " 1  198.18.1.2 <MPLS:L=24003,E=5,S=0,T=1/L=17,E=0,S=1,T=9>  1.000 ms 198.18.1.2  1.000 ms\n");
}

TEST(hop_line, shows_every_probe_without_answer_alike) {
    const auto refused = refused_probe(boost::system::errc::operation_not_permitted);
    EXPECT_EQ(line(hop_of(12, {timed_out(), timed_out(), refused})), "12  * * * <firewall>\n");
}

TEST(hop_line, shows_nothing_of_what_was_not_sent) {
    EXPECT_EQ(line(hop_of(3, {timed_out(), unsent(), unsent()})), " 3  *\n");
    EXPECT_EQ(line(hop_of(3, {unsent(), replied(exceeded("198.18.1.3", us(1000))), unsent()}), {.names = false}),
              " 3  198.18.1.3  1.000 ms\n");
    EXPECT_EQ(line(hop_of(3, {unsent()})), " 3\n");
}

TEST(hop_line, puts_a_retry_in_the_place_of_a_probe_without_answer) {
    EXPECT_EQ(line(hop_of(3, {timed_out(), timed_out(), timed_out(), timed_out()})), " 3  * * *\n");
    EXPECT_EQ(line(hop_of(3, {timed_out(), timed_out(), timed_out(), replied(exceeded("198.18.1.3", us(1000)))}),
                   {.names = false}),
              " 3  * * 198.18.1.3  1.000 ms\n");
    EXPECT_EQ(line(hop_of(3, {replied(exceeded("198.18.1.3", us(1000))), replied(exceeded("198.18.1.3", us(1000))),
                              replied(exceeded("198.18.1.3", us(1000))), replied(exceeded("198.18.1.3", us(1000)))}),
                   {.names = false}),
              " 3  198.18.1.3  1.000 ms  1.000 ms  1.000 ms  1.000 ms\n");
}

TEST(hop_line, has_three_columns_for_large_ttls) {
    EXPECT_EQ(line(hop_of(255, {timed_out()})), "255  *\n");
}

TEST(hop_line, marks_answers_behind_a_translator) {
    auto translated = labelled("198.18.1.2", us(1000));
    translated.nat = true;
    EXPECT_EQ(line(hop_of(2, {replied(translated)}), {.names = false}),
              " 2  198.18.1.2 <MPLS:L=24003,E=5,S=0,T=1/L=17,E=0,S=1,T=9> <nat>  1.000 ms\n");
}

TEST(hop_line, marks_hops_that_were_not_measured) {
    auto hop = hop_of(3, {timed_out(), timed_out()});
    hop.state = hop_state::limited;
    EXPECT_EQ(line(hop), " 3  * * <limited>\n");
    hop.state = hop_state::skipped;
    EXPECT_EQ(line(hop), " 3  * * <skipped>\n");
    hop.state = hop_state::inferred;
    hop.inferred_address = boost::asio::ip::make_address("198.18.1.3");
    EXPECT_EQ(line(hop), " 3  198.18.1.3 (198.18.1.3) <inferred> * *\n");
    EXPECT_EQ(line(hop, {.names = false}), " 3  198.18.1.3 <inferred> * *\n");
}

TEST(hop_line, colors_times_silence_changes_and_errors) {
    EXPECT_EQ(line(hop_of(3, {timed_out()}), {.color = true}), "\x1b[2m 3  *\x1b[0m\n");
    EXPECT_EQ(line(hop_of(3, {replied(unreachable("198.18.1.3", us(1000), 1))}), {.names = false, .color = true}),
              " 3  198.18.1.3  \x1b[32m1.000 ms\x1b[0m \x1b[31m!H\x1b[0m\n");
    EXPECT_EQ(line(hop_of(3, {replied(exceeded("198.18.1.3", us(150'000)))}), {.names = false, .color = true}),
              " 3  198.18.1.3  \x1b[35m150.000 ms\x1b[0m\n");
    EXPECT_EQ(line(hop_of(3, {replied(quoting_tos(8))}), {.names = false, .color = true}),
              " 3  198.18.1.1\x1b[36m <TOS:0x08>\x1b[0m  \x1b[32m1.000 ms\x1b[0m\n");
}

fact_lookup always(const address_facts& facts) {
    return [facts](const boost::asio::ip::address&) { return &facts; };
}

TEST(hop_line, shows_names_and_as_numbers) {
    const auto hop = hop_of(3, {replied(labelled("198.18.1.3", us(1000)))});
    EXPECT_EQ(line(hop, {.facts = always({.name = "gw.example", .asn = 64500})}),
              " 3  gw.example (198.18.1.3) [AS64500] <MPLS:L=24003,E=5,S=0,T=1/L=17,E=0,S=1,T=9>  1.000 ms\n");
    EXPECT_EQ(line(hop_of(3, {replied(exceeded("198.18.1.3", us(1000)))}),
                   {.names = false, .facts = always({.name = "gw.example", .asn = 64500})}),
              " 3  198.18.1.3 [AS64500]  1.000 ms\n");
    EXPECT_EQ(line(hop_of(3, {replied(exceeded("198.18.1.3", us(1000)))}), {.facts = always({})}),
              " 3  198.18.1.3 (198.18.1.3)  1.000 ms\n");
}

TEST(hop_line, keeps_a_name_one_harmless_word) {
    const auto hop = hop_of(3, {replied(exceeded("198.18.1.3", us(1000)))});
    EXPECT_EQ(
        line(hop, {.facts = always({.name = "a (10.0.0.1)  0.1 ms\n*\x1b[2J\u202e"})}),
        " 3  a\\x20\\x2810.0.0.1\\x29\\x20\\x200.1\\x20ms\\x0A\\x2A\\x1B\\x5B2J\\u{202E} (198.18.1.3)  1.000 ms\n");
}

}  // namespace
}  // namespace tracerouter::report
