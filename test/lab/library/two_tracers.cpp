// two_tracers < TARGETS: traces all targets twice at once, by two raw tracers on one io_context. Each prints its paths,
// behind its number, and then what its sockets saw.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "tracerouter/tracerouter.hpp"

namespace {

void print(std::size_t number, const tracerouter::trace_result& result) {
    std::cout << number << ' ' << result.target;
    for (const auto& hop : result.hops)
        std::cout << ' ' << (hop.probes[0].reply ? hop.probes[0].reply->responder.to_string() : "*");
    std::cout << '\n';
}

}  // namespace

int main() {
    boost::asio::io_context context;
    std::array<tracerouter::tracer, 2> tracers{tracerouter::tracer::open(context.get_executor()).value(),
                                               tracerouter::tracer::open(context.get_executor()).value()};
    for (std::string line; std::getline(std::cin, line);) {
        for (std::size_t number = 0; number < tracers.size(); ++number) {
            tracers[number].async_trace(
                boost::asio::ip::make_address(line),
                [number](boost::system::error_code error, const tracerouter::trace_result& result) {
                    if (!error) print(number, result);
                });
        }
    }
    context.run();
    for (std::size_t number = 0; number < tracers.size(); ++number) {
        const auto counts = tracers[number].statistics();
        std::cout << number << " replies " << counts.replies << " foreign " << counts.foreign << " malformed "
                  << counts.malformed << '\n';
    }
}
