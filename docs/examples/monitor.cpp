// monitor TARGET ROUNDS: watches the path to a target. Each round with the time to the target, each change as it is
// noticed, and at the end the loss of each hop.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iomanip>
#include <iostream>
#include <tracerouter/tracerouter.hpp>
#include <variant>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using milliseconds = std::chrono::duration<double, std::milli>;

// The probe that has reached the target says how far away it is. A lost one says nothing.
void print(const tracerouter::monitor_round& round) {
    std::cout << "round " << round.number << ", flow " << round.flow << ": ";
    for (const auto& probe : round.probes) {
        if (!probe.reply || !probe.reply->arrived) continue;
        std::cout << probe.ttl << " hops, " << milliseconds{probe.reply->rtt}.count() << " ms" << std::endl;
        return;
    }
    std::cout << "no answer of the target" << std::endl;
}

asio::awaitable<void> show_rounds(tracerouter::path_monitor& monitor) {
    while (const auto round = co_await monitor.async_next_round(asio::use_awaitable)) print(*round);
    for (const auto& hop : monitor.result().hops)
        std::cout << "hop " << hop.ttl << ": lost " << hop.probes.lost << " of " << hop.probes.decided() << '\n';
}

asio::awaitable<void> show_events(tracerouter::path_monitor& monitor) {
    while (const auto event = co_await monitor.async_next_event(asio::use_awaitable)) {
        if (const auto* change = std::get_if<tracerouter::path_change>(&*event))
            std::cout << "hop " << change->ttl << ": " << change->after << " instead of " << change->before
                      << std::endl;
        if (std::holds_alternative<tracerouter::outage>(*event)) std::cout << "the target is down" << std::endl;
        if (std::holds_alternative<tracerouter::recovery>(*event)) std::cout << "the target is back" << std::endl;
    }
}

int main(int, char* arguments[]) try {
    asio::io_context context;
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    tracerouter::monitor_request request{asio::ip::make_address(arguments[1]), {.wait = 1s}};
    request.interval = 200ms;
    request.rounds = static_cast<std::uint64_t>(std::atoi(arguments[2]));
    tracerouter::path_monitor monitor{tracer, request};

    const auto rethrow = [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    };
    std::cout << std::fixed << std::setprecision(1);
    asio::co_spawn(context, show_rounds(monitor), rethrow);
    asio::co_spawn(context, show_events(monitor), rethrow);
    context.run();
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return EXIT_FAILURE;
}
