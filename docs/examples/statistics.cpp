// statistics TARGET: ten queries for each hop; its loss with the interval that holds the true one, its median, its
// jitter.
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <tracerouter/tracerouter.hpp>

using milliseconds = std::chrono::duration<double, std::milli>;

void print(const tracerouter::hop_result& hop, const tracerouter::trace_result& result) {
    tracerouter::hop_statistics statistics;
    for (const auto& probe : hop.probes) statistics.add(probe, result.started_at);
    const auto summary = statistics.summary(std::chrono::system_clock::now());
    std::cout << std::setw(2) << hop.ttl;
    if (summary.loss)
        std::cout << "  lost " << summary.probes.lost << " of " << summary.probes.decided() << " (" << summary.loss->low
                  << " to " << summary.loss->high << ')';
    if (summary.rtt.median) std::cout << "  median " << milliseconds{*summary.rtt.median}.count() << " ms";
    if (summary.rtt.jitter) std::cout << "  jitter " << milliseconds{*summary.rtt.jitter}.count() << " ms";
    std::cout << '\n';
}

int main(int, char* arguments[]) {
    boost::asio::io_context context;
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    std::cout << std::fixed << std::setprecision(3);
    const auto target = boost::asio::ip::make_address(arguments[1]);
    tracer.async_trace(target, {.queries = 10}, [](auto error, const auto& result) {
        if (error) return void(std::cerr << error.message() << '\n');
        for (const auto& hop : result.hops) print(hop, result);
    });
    context.run();
}
