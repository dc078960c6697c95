// beside_a_server PORT <LIST: traces a list of addresses while a web server on the same io_context tells how far it is.
#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdlib>
#include <iostream>
#include <string>
#include <tracerouter/tracerouter.hpp>
#include <vector>

namespace asio = boost::asio;
namespace http = boost::beast::http;

struct progress {
    std::size_t targets = 0, done = 0;
};

asio::awaitable<void> serve(asio::ip::tcp::acceptor& acceptor, const progress& now) {
    for (;;) {
        auto client = co_await acceptor.async_accept(asio::use_awaitable);
        boost::beast::flat_buffer buffer;
        http::request<http::empty_body> request;
        co_await http::async_read(client, buffer, request, asio::use_awaitable);
        http::response<http::string_body> page{http::status::ok, request.version()};
        page.body() = std::to_string(now.done) + " of " + std::to_string(now.targets) + "\n";
        page.prepare_payload();
        co_await http::async_write(client, page, asio::use_awaitable);
    }
}

int main(int, char* arguments[]) {
    asio::io_context context;
    const auto port = static_cast<asio::ip::port_type>(std::atoi(arguments[1]));
    asio::ip::tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), port}};
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    std::vector<asio::ip::address> targets;
    for (std::string line; std::getline(std::cin, line);) targets.push_back(asio::ip::make_address(line));
    progress now{.targets = targets.size()};

    asio::co_spawn(context, serve(acceptor, now), asio::detached);
    for (const auto& target : targets)
        tracer.async_trace(target, [&](auto, const auto& result) {
            std::cout << result.target << ' ' << result.hops.size() << '\n';
            if (++now.done == now.targets) acceptor.close();
        });
    context.run();
}
