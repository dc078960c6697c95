#include "report/atlas_reporter.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

boost::json::value parsed(const trace_result& result) {
    string_sink out;
    atlas_reporter report{out};
    EXPECT_FALSE(report.trace(result, {}));
    return boost::json::parse(out.text());
}

boost::json::object parsed_probe(const probe_result& probe) {
    auto result = example_trace();
    result.hops = {hop_of(1, {probe})};
    return parsed(result).at_pointer("/result/0/result/0").as_object();
}

TEST(atlas_reporter, writes_a_result_as_a_probe_does) {
    auto result = example_trace();
    result.started_at += std::chrono::milliseconds{800};  // ends in another second
    string_sink out;
    atlas_reporter report{out};
    report.trace(result, {});
    EXPECT_EQ(out.text(),
              R"({"fw":5000,"lts":-1,"msm_id":0,"prb_id":0,"type":"traceroute","msm_name":"Traceroute",)"
              R"("timestamp":1795424400,"endtime":1795424401,"dst_name":"example.net","dst_addr":"198.18.10.1",)"
              R"("src_addr":"198.18.0.2","from":"198.18.0.2","af":4,"proto":"ICMP","size":60,"paris_id":1,"result":[)"
              R"({"hop":1,"result":[{"from":"198.18.1.1","ttl":64,"rtt":1.012,"icmpext":{"version":2,"rfc4884":1,)"
              R"("obj":[{"class":1,"type":1,"mpls":[{"exp":0,"label":24003,"s":1,"ttl":1}]}]}},{"x":"*"}]},)"
              R"({"hop":2,"result":[{"x":"*"}]},{"hop":3,"result":[{"x":"*"}]}]})"
              "\n");
}

TEST(atlas_reporter, names_unreachables_by_letter_or_number) {
    EXPECT_EQ(parsed_probe(replied(unreachable("198.18.1.1", us(1), 0))).at("err"), "N");
    EXPECT_EQ(parsed_probe(replied(unreachable("198.18.1.1", us(1), 1))).at("err"), "H");
    EXPECT_EQ(parsed_probe(replied(unreachable("198.18.1.1", us(1), 2))).at("err"), "P");
    EXPECT_EQ(parsed_probe(replied(unreachable("198.18.1.1", us(1), 3))).at("err"), "p");
    EXPECT_EQ(parsed_probe(replied(unreachable("198.18.1.1", us(1), 13))).at("err"), "A");
    EXPECT_EQ(parsed_probe(replied(unreachable("198.18.1.1", us(1), 14))).at("err"), 14);
    EXPECT_EQ(parsed_probe(replied(unreachable("2001:db8::1", us(1), 1))).at("err"), "A");
    EXPECT_EQ(parsed_probe(replied(unreachable("2001:db8::1", us(1), 3))).at("err"), "H");
    EXPECT_FALSE(parsed_probe(replied(exceeded("198.18.1.1", us(1)))).contains("err"));
}

TEST(atlas_reporter, takes_the_arrival_of_a_udp_probe_for_no_error) {
    auto arrived = unreachable("198.18.10.1", us(1), 3);
    arrived.arrived = true;
    EXPECT_FALSE(parsed_probe(replied(arrived)).contains("err"));
}

TEST(atlas_reporter, tells_what_is_odd_about_an_answer) {
    auto answer = unreachable("198.18.1.1", us(1), 4);
    answer.mtu = 1400;
    answer.ttl_quoted = 3;
    const auto probe = parsed_probe(replied(answer));
    EXPECT_EQ(probe.at("mtu"), 1400);
    EXPECT_EQ(probe.at("ittl"), 3);
    EXPECT_EQ(probe.at("err"), 4);
    answer = exceeded("198.18.1.1", us(1));
    answer.kind = reply_kind::syn_ack;
    EXPECT_EQ(parsed_probe(replied(answer)).at("flags"), "SA");
}

TEST(atlas_reporter, tells_what_was_not_sent) {
    auto refused = timed_out();
    refused.status = probe_status::send_failed;
    refused.send_error = make_error_code(boost::system::errc::network_unreachable);
    EXPECT_EQ(parsed_probe(refused).at("error"), "sendto failed: Network is unreachable");
    auto result = example_trace();
    result.hops = {hop_of(1, {unsent()})};
    EXPECT_TRUE(parsed(result).at_pointer("/result/0/result").as_array().empty());
}

TEST(atlas_reporter, does_not_name_a_source_that_is_not_known) {
    auto result = example_trace();
    result.source = boost::asio::ip::address{};
    EXPECT_FALSE(parsed(result).as_object().contains("src_addr"));
    EXPECT_FALSE(parsed(result).as_object().contains("from"));
}

boost::json::object parsed_failure(const failure& failed, const reporter_settings& asked = {}) {
    string_sink out;
    atlas_reporter report{out, asked};
    EXPECT_FALSE(report.failure(failed));
    return boost::json::parse(out.text()).as_object();
}

TEST(atlas_reporter, has_an_error_in_the_place_of_hops_for_a_name_without_address) {
    const failure failed{"nosuch.example", failure_kind::unresolved, "Host not found", example_trace().started_at};
    string_sink out;
    atlas_reporter report{out};
    report.failure(failed);
    EXPECT_EQ(out.text(), R"({"fw":5000,"lts":-1,"msm_id":0,"prb_id":0,"type":"traceroute","msm_name":"Traceroute",)"
                          R"("timestamp":1795424400,"endtime":1795424400,"dst_name":"nosuch.example",)"
                          R"("af":4,"proto":"ICMP","size":60,"paris_id":1,)"
                          R"("result":[{"error":"name resolution failed: Host not found"}]})"
                          "\n");
    const auto udp = parsed_failure(failed, {.trace = {.protocol = protocol::udp}, .ipv6 = true});
    EXPECT_EQ(udp.at("af"), 6);
    EXPECT_EQ(udp.at("proto"), "UDP");
    EXPECT_EQ(udp.at("size"), 80);
}

TEST(atlas_reporter, tells_the_address_of_a_target_that_could_not_be_sent_to) {
    const auto failed = parsed_failure({"::ffff:198.18.10.1", failure_kind::unsent, "Network is unreachable"});
    EXPECT_EQ(failed.at("dst_addr"), "198.18.10.1");
    EXPECT_EQ(failed.at("af"), 4);
    EXPECT_EQ(failed.at("result").at(0).at("error"), "Network is unreachable");
    EXPECT_EQ(parsed_failure({"2001:db8::1", failure_kind::unresolved, "x"}).at("af"), 6);
}

TEST(atlas_reporter, takes_no_mistake_for_an_address) {
    const auto failed =
        parsed_failure({std::string{"198.18.10.1\0.evil", 17}, failure_kind::invalid, "Control characters"});
    EXPECT_FALSE(failed.contains("dst_addr"));
    EXPECT_EQ(failed.at("result").at(0).at("error"), "Control characters");
}

}  // namespace
}  // namespace tracerouter::report
