// Instantiates what the headers only declare.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <tracerouter/tracerouter.hpp>

boost::asio::awaitable<bool> use(tracerouter::tracer tracer, tracerouter::trace_request request) {
    tracer.async_trace(request, [](boost::system::error_code, const tracerouter::trace_result&) {});
    const auto future = tracer.async_trace(request, boost::asio::use_future);
    const auto result = co_await tracer.async_trace(request, boost::asio::use_awaitable);
    co_return result == tracerouter::trace_result{} && request.options == tracerouter::trace_options{};
}
