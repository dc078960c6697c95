// coroutine TARGET MILLISECONDS: the path, if it is known in time.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <tracerouter/tracerouter.hpp>
#include <utility>
#include <variant>

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

asio::awaitable<void> show_path(asio::ip::address target, std::chrono::milliseconds limit) {
    auto tracer = tracerouter::tracer::open(co_await asio::this_coro::executor).value();
    asio::steady_timer timer{tracer.get_executor(), limit};
    // Who is first cancels the other. An error is a result here, or the timer would be waited for.
    auto trace = tracer.async_trace(target, asio::as_tuple(asio::use_awaitable));
    const auto first = co_await (std::move(trace) || timer.async_wait(asio::use_awaitable));
    if (first.index() == 1) throw std::runtime_error{"not known in time"};
    const auto& [error, result] = std::get<0>(first);
    if (error) throw boost::system::system_error{error};
    for (const auto& hop : result.hops) {
        const auto& reply = hop.probes.front().reply;
        std::cout << hop.ttl << ' ' << (reply ? reply->responder.to_string() : "*") << '\n';
    }
}

int main(int, char* arguments[]) try {
    asio::io_context context;
    const std::chrono::milliseconds limit{std::atoi(arguments[2])};
    asio::co_spawn(context, show_path(asio::ip::make_address(arguments[1]), limit), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
    context.run();
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return EXIT_FAILURE;
}
