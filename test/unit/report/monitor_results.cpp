#include "monitor_results.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "results.hpp"

namespace tracerouter::report {
namespace {

using boost::asio::ip::make_address;

rtt_summary few_times(std::uint64_t count, duration best) {
    rtt_summary rtt;
    rtt.count = count;
    rtt.last = best + us(30);
    rtt.best = best;
    rtt.mean = best + us(120);
    rtt.geometric_mean = best + us(110);
    rtt.median = best + us(90);
    rtt.worst = best + us(400);
    rtt.deviation = us(140);
    rtt.last_difference = us(50);
    rtt.mean_difference = us(60);
    rtt.worst_difference = us(300);
    rtt.jitter = us(70);
    return rtt;
}

responder_summary responder_at(const std::string& address, std::uint64_t count, double share, duration best) {
    responder_summary one;
    one.address = make_address(address);
    one.share = share;
    one.rtt = few_times(count, best);
    one.kind = reply_kind::time_exceeded;
    one.first_seen = at_ten();
    one.last_seen = at_ten(9'000'000);
    return one;
}

hop_summary hop_at(std::uint16_t ttl, std::uint64_t answered, std::uint64_t lost, duration best) {
    hop_summary hop;
    hop.ttl = ttl;
    hop.probes = {.sent = answered + lost, .answered = answered, .lost = lost};
    hop.loss = share_estimate{static_cast<double>(lost) / static_cast<double>(answered + lost), 0.01, 0.995};
    if (answered > 0) hop.rtt = few_times(answered, best);
    hop.flows = {{.flow = 0, .probes = hop.probes, .median = hop.rtt.median}};
    hop.windows = {
        {.length = std::chrono::seconds{60}, .decided = 0},
        {.length = std::chrono::seconds{300}, .decided = 10, .lost = lost, .loss = hop.loss, .rtt = hop.rtt}};
    return hop;
}

std::uint64_t up_to(std::mt19937_64& chance, std::uint64_t most) {
    return std::uniform_int_distribution<std::uint64_t>{0, most}(chance);
}

bool sometimes(std::mt19937_64& chance) {
    return up_to(chance, 2) == 0;
}

template <class Number>
void maybe(std::mt19937_64& chance, std::optional<Number>& member, std::uint64_t most) {
    if (sometimes(chance)) member = static_cast<Number>(up_to(chance, most));
}

boost::asio::ip::address random_address(std::mt19937_64& chance) {
    if (sometimes(chance)) {
        boost::asio::ip::address_v6::bytes_type octets{0x20};
        for (std::size_t i = 1; i < octets.size(); ++i) octets[i] = static_cast<unsigned char>(up_to(chance, 255));
        return boost::asio::ip::address_v6{octets};
    }
    return boost::asio::ip::address_v4{static_cast<std::uint32_t>(up_to(chance, 0xFFFFFFFF))};
}

interface_information random_interface(std::mt19937_64& chance) {
    interface_information known;
    known.role = static_cast<interface_role>(up_to(chance, 3));
    maybe(chance, known.index, 0xFFFFFFFF);
    if (sometimes(chance)) known.address = random_address(chance);
    if (sometimes(chance)) known.name = "xe-0/\x1b\"\\" + std::string(up_to(chance, 9), '\n') + "ö\u202e";
    maybe(chance, known.mtu, 0xFFFFFFFF);
    return known;
}

void add_extensions(std::mt19937_64& chance, reply& answer) {
    for (auto left = up_to(chance, 3); left > 0; --left) {
        answer.mpls.push_back({static_cast<std::uint32_t>(up_to(chance, 0xFFFFF)),
                               static_cast<std::uint16_t>(up_to(chance, 7)), sometimes(chance),
                               static_cast<std::uint16_t>(up_to(chance, 255))});
        answer.interfaces.push_back(random_interface(chance));
        unknown_extension object{
            static_cast<std::uint16_t>(up_to(chance, 255)), static_cast<std::uint16_t>(up_to(chance, 255)), {}};
        for (auto octets = up_to(chance, 40); octets > 0; --octets) {
            object.payload.push_back(static_cast<std::uint8_t>(up_to(chance, 255)));
        }
        answer.extensions.push_back(std::move(object));
    }
    answer.extensions_malformed = sometimes(chance);
}

reply random_reply(std::mt19937_64& chance) {
    reply answer;
    answer.responder = random_address(chance);
    // Short times and long ones alike.
    answer.rtt = duration{static_cast<std::int64_t>(up_to(chance, (1ULL << up_to(chance, 46))))};
    answer.kind = static_cast<reply_kind>(up_to(chance, 7));
    maybe(chance, answer.icmp_type, 255);
    maybe(chance, answer.icmp_code, 255);
    answer.arrived = sometimes(chance);
    maybe(chance, answer.mtu, 0xFFFFFFFF);
    maybe(chance, answer.reply_ttl, 255);
    maybe(chance, answer.reply_id, 0xFFFF);
    maybe(chance, answer.ttl_quoted, 255);
    maybe(chance, answer.tos_quoted, 255);
    if (sometimes(chance)) answer.nat = sometimes(chance);
    answer.late = sometimes(chance);
    answer.sent_stamp = sometimes(chance) ? stamp_source::kernel : stamp_source::process;
    answer.received_stamp = sometimes(chance) ? stamp_source::kernel : stamp_source::process;
    if (sometimes(chance)) add_extensions(chance, answer);
    return answer;
}

}  // namespace

std::chrono::system_clock::time_point at_ten(long long microseconds) {
    return std::chrono::sys_days{std::chrono::year{2026} / 11 / 29} + std::chrono::hours{10} + us(microseconds);
}

monitor_result example_monitor() {
    auto router = hop_at(1, 10, 0, us(1'012));
    router.responders = {responder_at("198.18.1.1", 10, 1, us(1'012))};
    router.responders[0].mpls = {{.label = 24003, .traffic_class = 5, .bottom = true, .ttl = 1}};
    router.flows[0].responder = make_address("198.18.1.1");
    auto silent_router = hop_at(2, 0, 10, us(0));
    silent_router.probes.refused = 3;
    auto target = hop_at(3, 9, 1, us(4'100));
    target.probes = {.sent = 12, .answered = 9, .lost = 1, .late = 1, .duplicates = 2};
    target.responders = {responder_at("198.18.10.1", 6, 2.0 / 3, us(4'100)),
                         responder_at("198.18.10.2", 3, 1.0 / 3, us(4'150))};
    for (auto& one : target.responders) one.arrived = true;
    target.flows[0].responder = make_address("198.18.10.2");

    monitor_result result;
    result.target = "example.net";
    result.address = make_address("198.18.10.1");
    result.source = make_address("198.18.0.2");
    result.started_at = at_ten(123'456);
    result.elapsed = us(10'000'250);
    result.rounds = 10;
    result.flows = 4;
    result.reached = true;
    result.distance = 3;
    result.hops = {router, silent_router, target};
    return result;
}

std::vector<monitor_event> example_events() {
    const auto one = make_address("198.18.1.1");
    const auto other = make_address("2001:db8::1");
    return {path_change{at_ten(1), 0, 2, one, other},
            length_change{at_ten(2), 1, 9, 10},
            balance_change{at_ten(3), 2, 3, other, one},
            loss_burst{at_ten(4), us(3'000'500), 3},
            outage{at_ten(5), 4},
            recovery{at_ten(6), us(60'000'001), 70}};
}

monitor_start example_start() {
    const auto result = example_monitor();
    monitor_start start{result.target, result.address, result.source, {}, 4, us(1'500'000), result.started_at};
    start.started_at += std::chrono::nanoseconds{789};
    return start;
}

heading monitor_heading() {
    const auto result = example_monitor();
    return {.number = {}, .target = result.target, .address = result.address, .options = {}};
}

probe_observation random_observation(std::mt19937_64& chance) {
    constexpr std::uint64_t last_moment = 9'000'000'000'000'000'000;  // nanoseconds since 1970: in the year 2255
    probe_observation seen;
    seen.round = 1 + up_to(chance, up_to(chance, ~std::uint64_t{0} - 1));
    seen.flow = static_cast<std::uint16_t>(up_to(chance, 0xFFFF));
    seen.ttl = static_cast<std::uint16_t>(1 + up_to(chance, 254));
    seen.sent_at += std::chrono::nanoseconds{up_to(chance, last_moment)};
    seen.outcome = static_cast<probe_outcome>(1 + up_to(chance, 4));
    if (seen.outcome == probe_outcome::refused) {
        seen.send_error = sometimes(chance) ? make_error_code(errc::silent_router)
                                            : boost::system::error_code{static_cast<int>(1 + up_to(chance, 130)),
                                                                        boost::system::system_category()};
    } else if (seen.outcome != probe_outcome::lost) {
        seen.reply = random_reply(chance);
    }
    return seen;
}

bool same(const probe_observation& one, const probe_observation& other) {
    return one.round == other.round && one.flow == other.flow && one.ttl == other.ttl && one.sent_at == other.sent_at &&
           one.outcome == other.outcome && one.reply == other.reply && one.send_error == other.send_error;
}

}  // namespace tracerouter::report
