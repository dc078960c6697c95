// future TARGET: a trace for a thread that waits; another one does the work.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <iostream>
#include <thread>
#include <tracerouter/tracerouter.hpp>

namespace asio = boost::asio;

int main(int, char* arguments[]) {
    asio::io_context context;
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    auto work = asio::make_work_guard(context);
    const std::jthread network{[&context] { context.run(); }};

    // The trace begins in the thread of the context: a tracer is not thread-safe. With a tracer and a context in the
    // same thread, tracer.async_trace(target, asio::use_future) is enough.
    const auto target = asio::ip::make_address(arguments[1]);
    std::future<tracerouter::trace_result> future =
        asio::co_spawn(context, tracer.async_trace(target, asio::use_awaitable), asio::use_future);
    try {
        const auto result = future.get();
        std::cout << result.target << " is " << result.distance.value_or(0) << " hops away\n";
    } catch (const boost::system::system_error& error) {
        std::cerr << error.what() << '\n';
    }
    work.reset();
}
