// stream TARGET: each hop as soon as it is known, and how the trace ended.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <iostream>
#include <tracerouter/tracerouter.hpp>

namespace asio = boost::asio;

asio::awaitable<void> show(asio::ip::address target) {
    auto tracer = tracerouter::tracer::open(co_await asio::this_coro::executor).value();
    tracerouter::hop_stream hops{tracer, target};
    while (const auto hop = co_await hops.async_next(asio::use_awaitable)) {
        const auto& reply = hop->probes.front().reply;
        std::cout << hop->ttl << ' ' << (reply ? reply->responder.to_string() : "*") << std::endl;
    }
    std::cout << "reached: " << hops.result().reached << '\n';
}

int main(int, char* arguments[]) {
    asio::io_context context;
    asio::co_spawn(context, show(asio::ip::make_address(arguments[1])), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
    context.run();
}
