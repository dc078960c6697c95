// callback TARGET...: one trace for each address, all of them at once.
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <tracerouter/tracerouter.hpp>

int main(int count, char* targets[]) {
    boost::asio::io_context context;
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    for (int index = 1; index < count; ++index)
        tracer.async_trace(boost::asio::ip::make_address(targets[index]), [](auto error, auto result) {
            if (error) return void(std::cerr << result.target << ": " << error.message() << '\n');
            std::cout << result.target << ": " << result.hops.size() << " hops, reached: " << result.reached << '\n';
        });
    context.run();
}
