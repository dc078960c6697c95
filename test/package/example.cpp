#include <boost/asio/io_context.hpp>
#include <iostream>
#include <tracerouter/tracerouter.hpp>

int main() {
    boost::asio::io_context context;
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    for (const char* target : {"192.0.2.7", "198.51.100.1"})
        tracer.async_trace({.target = boost::asio::ip::make_address(target)}, [](auto error, auto result) {
            if (error) return void(std::cerr << error.message() << '\n');
            std::cout << result.target << ": " << result.hops.size() << " hops, reached: " << result.reached << '\n';
        });
    context.run();
}
