// with_server PORT < TARGETS: traces all targets at once beside a web server and a timer, on one io_context that three
// threads run. The page says how far it is; the one that says all is the last. Then all paths are printed, and what the
// longest turn of any thread cost: all that it did in one go for whatever was ready. The time is that of the processor,
// in which the machine and the sanitizer have their share, too; most of the first milliseconds is memory touched first.

#include <time.h>

#include <algorithm>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <tracerouter/tracerouter.hpp>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

struct work {
    asio::io_context context{};
    std::vector<asio::ip::address> targets{};
    std::vector<tracerouter::trace_result> results{};  // of the strand
    std::atomic<std::size_t> traced{0};
    std::atomic<long> ticks{0}, pages{0}, longest_ns{0}, turns{0}, long_turns{0};
};

struct session {
    tcp::socket client;
    boost::beast::flat_buffer buffer{};
    http::request<http::empty_body> request{};
    http::response<http::string_body> page{};
};

void answer(const std::shared_ptr<session>& session, work& work) {
    const bool last = work.traced == work.targets.size();
    session->page.body() = std::to_string(work.traced) + " of " + std::to_string(work.targets.size());
    session->page.prepare_payload();
    http::async_write(session->client, session->page, [session, last, &work](auto error, std::size_t) {
        if (!error) ++work.pages;
        if (last) work.context.stop();
    });
}

void serve(tcp::acceptor& acceptor, work& work) {
    acceptor.async_accept([&](auto error, tcp::socket client) {
        if (error) return;
        const auto next = std::make_shared<session>(session{std::move(client)});
        http::async_read(next->client, next->buffer, next->request, [next, &work](auto failed, std::size_t) {
            if (!failed) answer(next, work);
        });
        serve(acceptor, work);
    });
}

void tick(asio::steady_timer& timer, work& work) {
    timer.expires_after(std::chrono::milliseconds{10});
    timer.async_wait([&](auto error) {
        if (error) return;
        ++work.ticks;
        tick(timer, work);
    });
}

// Some at a time: a loop over all would be the longest handler of the program.
void start_from(std::size_t next, tracerouter::tracer& tracer, work& work) {
    const std::size_t end = std::min(next + 5, work.targets.size());
    for (; next < end; ++next)
        tracer.async_trace(work.targets[next], [&work](auto error, tracerouter::trace_result result) {
            if (error) std::cerr << result.target << ": " << error.message() << '\n';
            work.results.push_back(std::move(result));
            ++work.traced;
        });
    if (next < work.targets.size())
        asio::post(tracer.get_executor(), [=, &tracer, &work] { start_from(next, tracer, work); });
}

void print(const tracerouter::trace_result& result) {
    std::cout << result.target;
    for (const auto& hop : result.hops)
        std::cout << ' ' << (hop.probes[0].reply ? hop.probes[0].reply->responder.to_string() : "*");
    std::cout << '\n';
}

long cpu_time_ns() {
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * 1'000'000'000 + used.tv_nsec;
}

void run(work& work) {
    for (long before = cpu_time_ns(); work.context.run_one() > 0;) {
        const long after = cpu_time_ns();
        for (long longest = work.longest_ns; after - before > longest;)
            if (work.longest_ns.compare_exchange_weak(longest, after - before)) break;
        ++work.turns;
        if (after - before > 1'000'000) ++work.long_turns;
        before = after;
    }
}

int main(int, char** arguments) {
    work work;
    for (std::string line; std::getline(std::cin, line);) work.targets.push_back(asio::ip::make_address(line));
    work.results.reserve(work.targets.size());
    const auto port = static_cast<asio::ip::port_type>(std::atoi(arguments[1]));

    const auto strand = asio::make_strand(work.context);
    auto tracer = tracerouter::tracer::open(strand).value();
    tcp::acceptor acceptor(work.context, {asio::ip::address_v4::loopback(), port});
    asio::steady_timer timer(work.context);
    serve(acceptor, work);
    tick(timer, work);
    asio::post(strand, [&] { start_from(0, tracer, work); });

    std::vector<std::jthread> threads(3);
    for (auto& thread : threads) thread = std::jthread([&] { run(work); });
    for (auto& thread : threads) thread.join();

    for (const auto& result : work.results) print(result);
    std::cerr << "ticks " << work.ticks << ", pages " << work.pages << ", longest turn " << work.longest_ns / 1000
              << " us, " << work.long_turns << " of " << work.turns << " over 1 ms\n";
}
