#include <iostream>
#include <random>
#include <string_view>

#include "monitor_results.hpp"
#include "report/monitor_formats.hpp"
#include "report/sink.hpp"

// Writes a session of hundreds of probes in one of the formats of a monitor, for readers that are not ours.

namespace {

using namespace tracerouter;

class standard_output final : public report::sink {
public:
    boost::system::error_code write(std::string_view lines) override {
        std::cout << lines;
        return {};
    }
};

/// A result with nothing and one with everything.
void write_results(report::monitor_reporter& reporter) {
    auto result = report::example_monitor();
    result.changes = report::example_events();
    for (auto& hop : result.hops) hop.rtt.p95 = hop.rtt.p99 = hop.rtt.worst;
    reporter.summary(result);
    report::monitor_start unknown;
    unknown.address = unknown.source = boost::asio::ip::address_v6{};
    reporter.started(unknown);
    monitor_result nothing;
    nothing.target = "=\"nothing\", said \xff\n";
    nothing.address = nothing.source = boost::asio::ip::address_v6{};
    nothing.options.protocol = protocol::udp;
    nothing.hops.resize(1);
    nothing.hops[0].ttl = 255;
    reporter.summary(nothing);
}

void write_session(report::monitor_reporter& reporter) {
    constexpr int many = 500;
    std::mt19937_64 chance{7};
    reporter.started(report::example_start());
    auto waiting = report::random_observation(chance);
    waiting.outcome = probe_outcome::sent;
    reporter.observed(report::monitor_heading(), waiting);
    for (int i = 0; i < many; ++i) reporter.observed(report::monitor_heading(), report::random_observation(chance));
    for (const auto& event : report::example_events()) reporter.happened(report::monitor_heading(), event);
    reporter.was_reset(report::monitor_heading(), {.at = report::example_start().started_at, .rounds = 7});
    write_results(reporter);
    reporter.failure({"nosuch.example", report::failure_kind::unresolved, "Host not found"});
    reporter.finish();
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view word = argc == 2 ? argv[1] : "";
    standard_output out;
    for (const auto& format : report::monitor_formats()) {
        if (format.word != word) continue;
        const auto facts = [](const boost::asio::ip::address& address) -> const address_facts* {
            static const address_facts known{
                .name = "gw.example", .asn = 64500, .as_name = "Example", .country = "SE", .city = "Malm\u00f6"};
            return address.is_v4() ? &known : nullptr;
        };
        write_session(*format.make(out, {.host = "here", .facts = facts}));
        return 0;
    }
    std::cerr << "usage: tracerouter-monitor-samples FORMAT\n";
    return 2;
}
