// The calls that one writes first, with temporaries within, for each completion token. GCC 12 destroys some temporaries
// of a co_await expression twice: with types that invite it this program does not end well.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <tracerouter/tracerouter.hpp>
#include <utility>

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using asio::ip::make_address;
using tracerouter::protocol;
using tracerouter::trace_request;
using tracerouter::tracer;
using tracerouter::tracer_options;

// Nobody answers, and time jumps to where something is due.
class silent_network final : public tracerouter::channel {
public:
    explicit silent_network(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    tracerouter::time_point now() const override { return now_; }
    boost::system::result<tracerouter::route> route_to(const asio::ip::address&,
                                                       const tracerouter::trace_options&) override {
        return tracerouter::route{.source = asio::ip::address_v4{0xc0000201}};
    }
    tracerouter::send_report send(std::span<const tracerouter::datagram> batch) override {
        return {.sent = batch.size(), .began = now_, .ended = now_};
    }
    tracerouter::arrivals receive() override { return {}; }
    void async_wait(bool, std::optional<tracerouter::time_point> deadline, wait_handler handler) override {
        if (deadline) now_ = std::max(now_, *deadline);
        asio::post(executor_, std::move(handler));
    }
    void wake() override {}
    void rest() override {}

private:
    asio::any_io_executor executor_;
    tracerouter::time_point now_{std::chrono::hours{1}};
};

// Longer than what a string keeps within itself.
const std::string long_name = "a name that is kept on the heap, and freed as often as it is destroyed";

tracer_options seeded() {
    tracer_options options;
    options.seed = 1;
    options.interface = "";
    options.log = [kept = long_name](tracerouter::log_level, std::string_view) { return kept.size(); };
    return options;
}

trace_request named(const char* target) {
    trace_request request{make_address(target), {.protocol = protocol::udp, .max_ttl = 3, .queries = 1}};
    request.name = long_name;
    request.on_hop = [kept = long_name](const tracerouter::hop_result&) { return kept.size(); };
    return request;
}

asio::awaitable<std::size_t> hops_of(tracer& tracer, trace_request request) {
    const auto result = co_await tracer.async_trace(std::move(request), asio::use_awaitable);
    co_return result.hops.size();
}

int checked = 0;

void check(bool holds, const char* what) {
    ++checked;
    if (holds) return;
    std::cerr << "wrong: " << what << '\n';
    std::exit(EXIT_FAILURE);
}

asio::awaitable<void> await_each(tracer& tracer) {
    const auto result = co_await tracer.async_trace(make_address("198.51.100.7"), asio::use_awaitable);
    check(result.target == "198.51.100.7", "an address");
    const auto few = co_await tracer.async_trace(make_address("198.51.100.7"), {.max_ttl = 2}, asio::use_awaitable);
    check(few.hops.size() == 2, "an address and options");
    const auto both = co_await tracer.async_trace({make_address("198.51.100.7"), {.max_ttl = 2}}, asio::use_awaitable);
    check(both.hops.size() == 2, "a request in braces");
    const auto whole = co_await tracer.async_trace(named("198.51.100.7"), asio::use_awaitable);
    check(whole.target == long_name, "a request that a function makes");
    check((co_await tracer.async_trace(trace_request{make_address("192.0.2.9")}, asio::use_awaitable)).hops.size() == 5,
          "a temporary of a temporary");
    check(co_await hops_of(tracer, {make_address("198.51.100.7"), {.max_ttl = 2}}) == 2, "a coroutine, by value");
    check(co_await hops_of(tracer, make_address("198.51.100.7")) == 5, "a coroutine, by value, of an address");
    const auto deferred = co_await tracer.async_trace(named("198.51.100.7"), asio::deferred);
    check(deferred.hops.size() == 3, "deferred");
    const auto first = co_await (tracer.async_trace(named("198.51.100.7"), asio::use_awaitable) ||
                                 tracer.async_trace(named("198.51.100.8"), asio::use_awaitable));
    check(first.index() < 2, "one of two");
}

asio::awaitable<void> await_in_loops(tracer& tracer) {
    for (int round = 0; round < 3; ++round) {
        const auto [error, result] =
            co_await tracer.async_trace(named("198.51.100.7"), asio::as_tuple(asio::use_awaitable));
        check(!error && result.target == long_name, "bound to names");
        auto [again, copy] = co_await tracer.async_trace(make_address("198.51.100.7"), {.queries = 0},
                                                         asio::as_tuple(asio::use_awaitable));
        check(again == tracerouter::errc::invalid_options && copy.hops.empty(), "bound to names, with an error");
        if (round == 1) continue;
        tracerouter::hop_stream hops{tracer, named("198.51.100.7")};
        int count = 0;
        while (const auto hop = co_await hops.async_next(asio::use_awaitable)) ++count;
        check(count == 3, "hops as they come");
    }
}

asio::awaitable<void> use_coroutines() {
    tracer one{co_await asio::this_coro::executor, seeded(),
               std::make_unique<silent_network>(co_await asio::this_coro::executor)};
    co_await await_each(one);
    co_await await_in_loops(one);
    // Raw or ping sockets, or neither: it is the call that counts.
    const auto opened = tracer::open(co_await asio::this_coro::executor);
    const auto seeded_too = tracer::open(co_await asio::this_coro::executor, seeded());
    check(opened.has_value() == seeded_too.has_value(), "opened within an expression that awaits");
}

void use_other_tokens(asio::io_context& context) {
    tracer one{context.get_executor(), seeded(), std::make_unique<silent_network>(context.get_executor())};
    one.async_trace(named("198.51.100.7"), [kept = std::make_unique<int>(7)](auto error, auto result) {
        check(!error && result.hops.size() == 3 && *kept == 7, "a callback");
    });
    one.async_trace(make_address("198.51.100.7"), {.max_ttl = 2},
                    [](auto, const auto& result) { check(result.hops.size() == 2, "a callback, with options"); });
    one.async_trace(make_address("198.51.100.7"), asio::detached);
    auto future = one.async_trace(named("198.51.100.7"), asio::use_future);
    auto later = one.async_trace(named("198.51.100.7"), asio::deferred);
    std::move(later)([](auto, const auto& result) { check(result.hops.size() == 3, "deferred, begun by hand"); });
    context.run();
    check(future.get().target == long_name, "a future");
}

int main() {
    asio::io_context context;
    use_other_tokens(context);
    context.restart();
    asio::co_spawn(context, use_coroutines(), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
    context.run();
    check(checked > 20, "all of it");
    std::cout << checked << " calls\n";
}
