#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "report/reporter.hpp"
#include "tracerouter/trace_result.hpp"

// Short ways to write down results.
namespace tracerouter::report {

constexpr duration us(long long count) {
    return std::chrono::microseconds{count};
}

/// A time exceeded after `rtt`, stamped by the kernel.
reply exceeded(const std::string& responder, duration rtt);
/// A destination unreachable.
reply unreachable(const std::string& responder, duration rtt, std::uint8_t code);

probe_result replied(reply answer);
probe_result timed_out();
probe_result unsent();
probe_result refused_probe(boost::system::errc::errc_t reason);

/// Numbers the queries, and calls the hop answered if one of them was.
hop_result hop_of(std::uint8_t ttl, std::vector<probe_result> probes);

/// The example of the JSON schema in the design, without names and AS numbers.
trace_result example_trace();
heading example_heading();

}  // namespace tracerouter::report
