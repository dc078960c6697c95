// Decisions: what a probe costs the engine from start to result, and an answer among many traces.

#include "engine/engine.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/deadline_queue.hpp"
#include "engine/transmit_batch.hpp"
#include "wire.hpp"

namespace {

using namespace tracerouter;
using boost::asio::ip::address_v4;

constexpr int distance = 14;
constexpr std::uint32_t fast = 1'000'000'000;

/// An engine whose network answers every probe that is asked to, as a path of 14 hops would.
class world {
public:
    explicit world(std::size_t window)
        : engine_({.rate = fast, .window = window, .secret = 1, .first_identifier = 0x5000, .first_sequence = 7},
                  now_) {}

    void start(std::uint32_t number) {
        engine_.start({.target = address_v4{0x0a000000U + number},
                       .source = address_v4{0xc6120002U},
                       .identifier = {},
                       .options = {.queries = 1}},
                      now_);
    }

    /// The answers to what the engine wants to send now.
    std::vector<sim::octets> send() {
        std::vector<sim::octets> answers;
        for (engine::transmit_batch batch;; batch.clear()) {
            engine_.poll_transmit(now_, batch);
            if (batch.empty()) return answers;
            for (const datagram& probe : batch.pending()) {
                engine_.handle_sent({probe.probe, now_, stamp_source::kernel});
                answers.push_back(answer_to(probe));
            }
            now_ += std::chrono::microseconds{1};
        }
    }

    void receive(const sim::octets& datagram) {
        received_datagram received;
        received.bytes = datagram;
        received.at = now_;
        received.source = stamp_source::kernel;
        engine_.handle_datagrams({&received, 1}, now_);
    }

    /// Returns how many traces have ended.
    std::size_t take_results() {
        std::size_t ended = 0;
        for (; engine_.poll_event(); ++ended) {
        }
        return ended;
    }

private:
    static sim::octets answer_to(const datagram& probe) {
        const std::uint32_t ttl = probe.ip.ttl;
        if (ttl >= distance) return sim::write_echo_reply(probe.bytes, probe.destination.to_v4(), 60);
        return sim::write_error(probe.bytes, address_v4{0x64400000U + ttl}, 60, {});
    }

    time_point now_{std::chrono::hours{1}};
    engine::engine engine_;
};

/// One trace from start to result with others open; the octets of its answers are made in the time, too.
void trace(benchmark::State& state) {
    const auto others = static_cast<std::uint32_t>(state.range(0));
    world world{others + 1};
    for (std::uint32_t number = 0; number < others; ++number) world.start(number);
    world.send();  // never answered: time stands still for them
    std::size_t probes = 0;
    for (auto _ : state) {
        world.start(others + 7);
        do {
            const std::vector<sim::octets> answers = world.send();
            for (const sim::octets& answer : answers) world.receive(answer);
            probes += answers.size();
            if (answers.empty()) return state.SkipWithError("the trace does not end");
        } while (world.take_results() == 0);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(probes));
}
BENCHMARK(trace)->Arg(0)->Arg(1'000)->Arg(20'000);

/// An answer that has come before, to one of many open traces, and so changes nothing but a count.
void match_an_answer(benchmark::State& state) {
    const auto traces = static_cast<std::uint32_t>(state.range(0));
    world world{traces};
    for (std::uint32_t number = 0; number < traces; ++number) world.start(number);
    std::vector<sim::octets> routers;
    for (sim::octets& answer : world.send()) {
        if (answer[20] == std::byte{11}) routers.push_back(std::move(answer));
    }
    if (routers.empty()) return state.SkipWithError("nothing is answered");
    for (const sim::octets& answer : routers) world.receive(answer);
    std::size_t next = 0;
    for (auto _ : state) {
        world.receive(routers[next]);
        next = next + 1 == routers.size() ? 0 : next + 1;
    }
}
BENCHMARK(match_an_answer)->Arg(1)->Arg(1'000)->Arg(20'000);

void ignore_a_stranger(benchmark::State& state) {
    world world{1'000};
    world.start(1);
    sim::octets answer = world.send().front();
    sim::put_u16(answer, sim::quoted_icmp_at + 4, 0x4000);  // an identifier of nobody's
    sim::seal(answer);
    for (auto _ : state) world.receive(answer);
}
BENCHMARK(ignore_a_stranger);

/// What each answer does to the deadlines of so many traces.
void move_a_deadline(benchmark::State& state) {
    const auto slots = static_cast<std::uint16_t>(state.range(0));
    engine::deadline_queue deadlines;
    time_point now{};
    for (std::uint16_t slot = 0; slot < slots; ++slot) deadlines.set(slot, now += std::chrono::microseconds{1});
    std::uint32_t number = 0;
    for (auto _ : state) {
        number += 7'919;  // a prime: every slot has its turn
        deadlines.set(static_cast<std::uint16_t>(number % slots), now += std::chrono::microseconds{1});
        benchmark::DoNotOptimize(deadlines.earliest());
    }
}
BENCHMARK(move_a_deadline)->Arg(1'000)->Arg(30'000);

}  // namespace
