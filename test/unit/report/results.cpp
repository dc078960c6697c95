#include "results.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <initializer_list>

namespace tracerouter::report {

using boost::asio::ip::make_address;

reply exceeded(const std::string& responder, duration rtt) {
    reply answer;
    answer.responder = make_address(responder);
    answer.rtt = rtt;
    answer.kind = reply_kind::time_exceeded;
    answer.icmp_type = 11;
    answer.icmp_code = 0;
    answer.nat = false;
    answer.sent_stamp = stamp_source::kernel;
    answer.received_stamp = stamp_source::kernel;
    return answer;
}

reply unreachable(const std::string& responder, duration rtt, std::uint8_t code) {
    auto answer = exceeded(responder, rtt);
    const bool v4 = answer.responder.is_v4();
    const auto is = [code](std::initializer_list<int> codes) { return std::ranges::find(codes, code) != codes.end(); };
    answer.kind = reply_kind::unreachable;
    if (v4 ? is({9, 10, 13}) : is({1, 5, 6})) answer.kind = reply_kind::prohibited;
    if (code == (v4 ? 3 : 4)) answer.kind = reply_kind::port_unreachable;
    if (v4 && code == 4) answer.kind = reply_kind::too_big;
    answer.icmp_type = v4 ? std::uint8_t{3} : std::uint8_t{1};
    answer.icmp_code = code;
    return answer;
}

probe_result replied(reply answer) {
    return {.query = 0,
            .status = probe_status::replied,
            .sent_after = us(250),
            .reply = std::move(answer),
            .send_error = {}};
}

probe_result timed_out() {
    return {.query = 0, .status = probe_status::timeout, .sent_after = us(260), .reply = {}, .send_error = {}};
}

probe_result refused_probe(boost::system::errc::errc_t reason) {
    return {.query = 0,
            .status = probe_status::send_failed,
            .sent_after = {},
            .reply = {},
            .send_error = make_error_code(reason)};
}

probe_result unsent() {
    return {.query = 0, .status = probe_status::unsent, .sent_after = {}, .reply = {}, .send_error = {}};
}

hop_result hop_of(std::uint8_t ttl, std::vector<probe_result> probes) {
    hop_result hop{.ttl = ttl, .state = hop_state::silent, .inferred_address = {}, .probes = std::move(probes)};
    std::uint8_t query = 0;
    for (auto& probe : hop.probes) {
        probe.query = ++query;
        if (probe.reply) hop.state = hop_state::answered;
    }
    return hop;
}

trace_result example_trace() {
    auto labelled = exceeded("198.18.1.1", us(1012));
    labelled.reply_ttl = 64;
    labelled.mpls = {{.label = 24003, .traffic_class = 0, .bottom = true, .ttl = 1}};
    auto inferred = hop_of(3, {timed_out()});
    inferred.state = hop_state::inferred;
    inferred.inferred_address = make_address("198.18.1.3");

    trace_result result;
    result.target = "example.net";
    result.address = make_address("198.18.10.1");
    result.source = make_address("198.18.0.2");
    result.started_at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + std::chrono::hours{9} + us(123456);
    result.elapsed = us(131200);
    result.reached = true;
    result.distance = 16;
    result.stop = stop_reason::destination;
    result.probes_sent = 64;
    result.replies = 48;
    result.clock = stamp_source::kernel;
    result.hops = {hop_of(1, {replied(labelled), timed_out()}), hop_of(2, {timed_out()}), inferred};
    return result;
}

heading example_heading() {
    return {.number = {}, .target = "example.net", .address = make_address("198.18.10.1"), .options = {}};
}

}  // namespace tracerouter::report
