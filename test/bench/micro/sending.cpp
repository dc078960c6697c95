// Around the system calls of a batch: filling, and a call that fails at once.

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/linux/datagram_sender.hpp"
#include "net/route_cache.hpp"

namespace {

using namespace tracerouter;
using boost::asio::ip::address_v4;

void fill_a_batch(benchmark::State& state) {
    constexpr std::array<std::byte, 60> octets{};
    net::egress_table exits;
    const std::uint32_t egress = exits.number_of({.interface = 2});
    net::datagram_sender sender{net::datagram_sender::form::whole, exits};
    std::vector<datagram> batch;
    for (std::uint32_t number = 0; number < net::datagram_sender::capacity; ++number) {
        batch.push_back({probe_key{number}, address_v4{0x0a000000U + number}, octets, egress});
    }
    for (auto _ : state) benchmark::DoNotOptimize(sender.send(-1, batch));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch.size()));
}
BENCHMARK(fill_a_batch);

void find_a_route(benchmark::State& state) {
    constexpr std::uint32_t networks = 512;
    constexpr time_point now{std::chrono::hours{1}};
    net::route_cache cache;
    const auto member = [](std::uint32_t number) { return address_v4{0x0a000000U + (number << 8)}; };
    for (std::uint32_t number = 0; number < networks; ++number) cache.cut(member(number), 24);
    cache.seal();
    for (std::uint32_t number = 0; number < networks; ++number) cache.put(member(number), 0, {}, now);
    std::uint32_t number = 0;
    for (auto _ : state) {
        number += 7'919;
        benchmark::DoNotOptimize(cache.find(member(number % networks), 0, now));
    }
}
BENCHMARK(find_a_route);

}  // namespace
