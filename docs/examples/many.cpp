// many <LIST: any number of addresses, one a line, a hundred traces at a time; the distance of each.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <iostream>
#include <string>
#include <tracerouter/tracerouter.hpp>

namespace asio = boost::asio;

// One after the other, as long as there are any. All workers read the same list.
asio::awaitable<void> work(tracerouter::tracer& tracer, std::istream& list) {
    for (std::string line; std::getline(list, line);) {
        const auto [error, result] = co_await tracer.async_trace(asio::ip::make_address(line), {.queries = 1},
                                                                 asio::as_tuple(asio::use_awaitable));
        if (error) {
            std::cerr << line << ": " << error.message() << '\n';
        } else {
            std::cout << line << ' ' << (result.reached ? std::to_string(*result.distance) : "-") << '\n';
        }
    }
}

int main() {
    asio::io_context context;
    tracerouter::tracer_options options;
    options.rate = 20'000;
    options.bulk = true;
    auto tracer = tracerouter::tracer::open(context.get_executor(), options).value();
    for (int worker = 0; worker < 100; ++worker)
        asio::co_spawn(context, work(tracer, std::cin), [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
    context.run();
    std::cerr << tracer.statistics().probes_sent << " probes\n";
}
