// Octets: what it costs to write a probe and to read an answer.

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>

#include "packet/answer.hpp"
#include "packet/checksum.hpp"
#include "packet/echo_request.hpp"
#include "wire.hpp"

namespace {

using namespace tracerouter;
using boost::asio::ip::address_v4;

using probe_octets = std::array<std::byte, 60>;

packet::echo_probe sample() {
    return {.header = {.source = address_v4{0xc6120002}, .destination = address_v4{0x0a010203}, .ttl = packet::ttl{7}},
            .identifier = packet::identifier{4'711},
            .sequence = packet::sequence{1},
            .checksum = 0x1234};
}

probe_octets written() {
    probe_octets out{};
    static_cast<void>(packet::write_echo_probe(out, sample()));
    return out;
}

void write_probe(benchmark::State& state) {
    packet::echo_probe probe = sample();
    probe_octets out{};
    for (auto _ : state) {
        probe.sequence = packet::sequence(static_cast<std::uint16_t>(state.iterations()));
        benchmark::DoNotOptimize(packet::write_echo_probe(out, probe));
        benchmark::ClobberMemory();
    }
}
BENCHMARK(write_probe);

sim::octets labelled() {
    sim::error_answer answer;
    answer.labels.push_back({.label = 24'003, .traffic_class = 0, .bottom = true, .ttl = 1});
    return sim::write_error(written(), address_v4{0x64400001}, 60, answer);
}

void read_answer(benchmark::State& state, const sim::octets& answer) {
    received_datagram received;
    received.bytes = answer;
    for (auto _ : state) benchmark::DoNotOptimize(packet::parse_answer(received));
}
BENCHMARK_CAPTURE(read_answer, echo_reply, sim::write_echo_reply(written(), address_v4{0x0a010203}, 60));
BENCHMARK_CAPTURE(read_answer, time_exceeded, sim::write_error(written(), address_v4{0x64400001}, 60, {}));
BENCHMARK_CAPTURE(read_answer, time_exceeded_with_labels, labelled());

void checksum(benchmark::State& state) {
    const sim::octets octets(static_cast<std::size_t>(state.range(0)), std::byte{0x5a});
    for (auto _ : state) benchmark::DoNotOptimize(packet::checksum(octets));
}
BENCHMARK(checksum)->Arg(20)->Arg(60)->Arg(1'500);

}  // namespace
