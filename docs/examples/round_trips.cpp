// round_trips TARGET: each hop with the round-trip time of every probe, as traceroute prints them.
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <tracerouter/tracerouter.hpp>

using milliseconds = std::chrono::duration<double, std::milli>;

void print(const tracerouter::hop_result& hop) {
    std::cout << std::setw(2) << hop.ttl << "  " << hop.state;
    for (const auto& probe : hop.probes) {
        if (!probe.reply) {
            std::cout << "  " << probe.status;
            continue;
        }
        std::cout << "  " << probe.reply->responder << ' ' << milliseconds{probe.reply->rtt}.count() << " ms";
    }
    std::cout << '\n';
}

int main(int, char* arguments[]) {
    boost::asio::io_context context;
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    std::cout << std::fixed << std::setprecision(3);
    tracer.async_trace(boost::asio::ip::make_address(arguments[1]), [](auto error, const auto& result) {
        if (error) return void(std::cerr << error.message() << '\n');
        for (const auto& hop : result.hops) print(hop);
        std::cout << "ended by: " << result.stop << '\n';
    });
    context.run();
}
