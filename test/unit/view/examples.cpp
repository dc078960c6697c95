#include "examples.hpp"

#include <cmath>

namespace tracerouter::view::test {
namespace {

constexpr double z = 1.96;

share_estimate wilson(std::uint64_t lost, std::uint64_t decided) {
    const auto n = static_cast<double>(decided);
    const double share = static_cast<double>(lost) / n;
    const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    return {share, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

rtt_summary times_around(duration median, std::uint64_t count) {
    rtt_summary times;
    times.count = count;
    times.last = median + ms(0.07);
    times.best = median * 9 / 10;
    times.mean = median + ms(0.1);
    times.geometric_mean = median + ms(0.05);
    times.median = median;
    times.p95 = median + ms(2);
    if (count >= 100) times.p99 = median + ms(5);
    times.worst = median * 2;
    times.deviation = ms(0.8);
    times.last_difference = ms(0.3);
    times.mean_difference = ms(0.4);
    times.worst_difference = ms(6);
    times.jitter = ms(0.35);
    return times;
}

responder_summary responder_of(const std::string& name, double share, duration median, std::uint64_t count) {
    responder_summary one;
    one.address = address(name);
    one.share = share;
    one.rtt = times_around(median, count);
    one.kind = reply_kind::time_exceeded;
    one.first_seen = example_now - std::chrono::seconds{600};
    one.last_seen = example_now - std::chrono::seconds{1};
    return one;
}

flow_summary flow_of(std::uint16_t number, const std::string& responder, duration median, std::uint64_t lost) {
    flow_summary flow{.flow = number};
    flow.probes = {.sent = 150, .answered = 150 - lost, .lost = lost};
    flow.median = median;
    if (!responder.empty()) flow.responder = address(responder);
    return flow;
}

void split(hop_summary& hop, const std::string& second) {
    const auto first = hop.responders.front().address.to_string();
    hop.responders.front().share = 0.55;
    hop.responders.push_back(responder_of(second, 0.45, *hop.rtt.median + ms(1), 270));
    hop.responders.back().mpls = {{.label = 24'003, .traffic_class = 0, .bottom = true, .ttl = 1}};
    hop.flows.clear();
    for (std::uint16_t flow = 0; flow < 4; ++flow) {
        const bool odd = flow % 2 == 1;
        hop.flows.push_back(flow_of(flow, odd ? second : first, *hop.rtt.median, odd ? 3 : 0));
    }
}

/// What happened to the probes of the last 300 seconds.
void remember(history& past, const hop_summary& hop) {
    for (int ago = 299; ago >= 0; --ago) {
        if (hop.probes.answered == 0 || (ago == 20 && hop.ttl > 3)) {
            past.observe(observed(hop.ttl, ago, probe_outcome::lost));
            continue;
        }
        const double wave = 2 * std::sin(ago / 6.0 + hop.ttl);
        past.observe(observed(hop.ttl, ago, probe_outcome::answered, *hop.rtt.median + ms(2 + wave)));
    }
}

monitor_result result_of(std::size_t number, std::uint16_t hops) {
    monitor_result result;
    result.target = "target" + std::to_string(number) + ".example.net";
    result.address = address("198.18.20." + std::to_string(number));
    result.started_at = example_now - std::chrono::seconds{600};
    result.elapsed = std::chrono::seconds{600};
    result.rounds = 600;
    result.flows = 4;
    result.reached = true;
    result.distance = hops;
    for (std::uint16_t ttl = 1; ttl < hops; ++ttl)
        result.hops.push_back(hop_of(ttl, "198.18." + std::to_string(ttl) + ".1", ms(1.5 * ttl * ttl + 0.4)));
    result.hops.push_back(hop_of(hops, result.address.to_string(), ms(100.0 + static_cast<double>(number))));
    result.hops.back().responders.front().arrived = true;
    return result;
}

void make_silent(hop_summary& hop) {
    hop = {.ttl = hop.ttl};
    hop.probes = {.sent = 600, .answered = 0, .lost = 600};
    hop.loss = wilson(600, 600);
}

}  // namespace

boost::asio::ip::address address(const std::string& text) {
    return boost::asio::ip::make_address(text);
}

probe_observation observed(std::uint16_t ttl, int seconds_ago, probe_outcome outcome, duration rtt) {
    probe_observation seen;
    seen.ttl = ttl;
    seen.sent_at = example_now - std::chrono::seconds{seconds_ago};
    seen.outcome = outcome;
    if (rtt > duration::zero()) seen.reply.emplace().rtt = rtt;
    return seen;
}

hop_summary hop_of(std::uint16_t ttl, const std::string& responder, duration median, std::uint64_t lost,
                   std::uint64_t sent) {
    hop_summary hop{.ttl = ttl};
    hop.probes = {.sent = sent, .answered = sent - lost, .lost = lost};
    hop.loss = wilson(lost, sent);
    hop.rtt = times_around(median, sent - lost);
    hop.responders = {responder_of(responder, 1, median, sent - lost)};
    for (std::uint16_t flow = 0; flow < 4; ++flow) hop.flows.push_back(flow_of(flow, responder, median, 0));
    for (const int length : {60, 300, 900}) {
        const auto decided = static_cast<std::uint64_t>(std::min(length, 600));
        hop.windows.push_back({.length = std::chrono::seconds{length}, .decided = decided, .lost = 0});
        hop.windows.back().loss = wilson(0, decided);
        hop.windows.back().rtt = times_around(median + ms(0.2), decided);
    }
    return hop;
}

example_monitor::example_monitor(std::size_t targets, std::uint16_t hops) {
    for (std::size_t number = 1; number <= targets; ++number) results.push_back(result_of(number, hops));
    auto& first = results.front();
    if (hops > 6) {
        make_silent(first.hops[2]);
        split(first.hops[4], "198.18.5.2");
        first.hops[3] = hop_of(4, "198.18.4.1", ms(22.4), 130);
    }
    for (const auto& result : results) {
        histories.emplace_back();
        for (const auto& hop : result.hops) remember(histories.back(), hop);
    }
    histories.front().mark_reset(example_now - std::chrono::seconds{100});
    first.changes.push_back(path_change{.at = example_now - std::chrono::seconds{125},
                                        .flow = 2,
                                        .ttl = 5,
                                        .before = address("198.18.5.9"),
                                        .after = address("198.18.5.1")});
    first.changes.push_back(recovery{.at = example_now - std::chrono::seconds{19}, .lasted = ms(1000), .lost = 1});
    facts[address("198.18.1.1")] = {
        .name = "gateway.example.net", .asn = 64'500, .as_name = {}, .country = {}, .city = {}};
    facts[address("198.18.5.1")] = {.name = "a-rather-long-name-of-a-router.core.example.com",
                                    .asn = 64'501,
                                    .as_name = {},
                                    .country = {},
                                    .city = {}};
}

model example_monitor::seen() const {
    model made;
    made.results = results;
    made.histories = histories;
    made.facts = [this](const boost::asio::ip::address& known) {
        const auto found = facts.find(known);
        return found == facts.end() ? nullptr : &found->second;
    };
    made.now = example_now;
    return made;
}

}  // namespace tracerouter::view::test
