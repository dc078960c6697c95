// time_limit TARGET MILLISECONDS: as much of the path as is known by then.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <iostream>
#include <tracerouter/tracerouter.hpp>

namespace asio = boost::asio;

int main(int, char* arguments[]) {
    asio::io_context context;
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    asio::steady_timer timer{context, std::chrono::milliseconds{std::atoi(arguments[2])}};
    asio::cancellation_signal stop;

    auto ended = [&](boost::system::error_code error, const tracerouter::trace_result& result) {
        timer.cancel();
        if (error) return void(std::cerr << error.message() << '\n');
        const bool whole = result.stop != tracerouter::stop_reason::interrupted;
        std::cout << result.hops.size() << " hops, " << (whole ? "the whole path" : "interrupted") << '\n';
    };
    tracer.async_trace(asio::ip::make_address(arguments[1]), asio::bind_cancellation_slot(stop.slot(), ended));
    timer.async_wait([&](boost::system::error_code cancelled) {
        if (!cancelled) stop.emit(asio::cancellation_type::terminal);
    });
    context.run();
}
