// by_name NAME: looks the name up, then traces all of its addresses at once.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <tracerouter/tracerouter.hpp>

namespace asio = boost::asio;

asio::awaitable<void> trace_all(tracerouter::tracer& tracer, std::string name) {
    asio::ip::udp::resolver resolver{tracer.get_executor()};
    const auto addresses = co_await resolver.async_resolve(name, "", asio::use_awaitable);
    for (const auto& one : addresses) {
        tracerouter::trace_request request{one.endpoint().address(), {.queries = 1}};
        request.name = name;
        tracer.async_trace(request, [](auto error, const auto& result) {
            std::cout << result.target << " (" << result.address << "): ";
            if (error) return void(std::cout << error.message() << '\n');
            std::cout << result.hops.size() << " hops, " << result.stop << '\n';
        });
    }
}

int main(int, char* arguments[]) try {
    asio::io_context context;
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    asio::co_spawn(context, trace_all(tracer, arguments[1]), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
    context.run();
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return EXIT_FAILURE;
}
