#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "random.hpp"
#include "scenario.hpp"

namespace lab {

/// Packets that no tracer may be misled by: random ICMP, mutated and cut copies of genuine answers, replies to others,
/// forged errors. None of them matches a probe in every field that a tracer can check; those that come from
/// `noise_network` are recognised as noise if a tracer ever shows them.
class noise_maker {
public:
    noise_maker(const noise_plan& plan, address target, std::uint64_t seed);

    bool wanted() const { return made_ < plan_.count; }
    nanoseconds next_due() const { return start_ + interval_ * static_cast<std::int64_t>(made_); }

    /// Noise starts with the first probe: before that nobody listens.
    void start(nanoseconds now);
    bool started() const { return start_.count() != 0; }

    void remember(std::span<const std::uint8_t> genuine);
    std::size_t make(std::span<std::uint8_t> out);

private:
    std::size_t random_icmp(std::span<std::uint8_t> out);
    std::size_t foreign_echo_reply(std::span<std::uint8_t> out);
    std::size_t garbled(std::span<std::uint8_t> out);
    std::size_t cut(std::span<std::uint8_t> out);
    std::size_t forged(std::span<std::uint8_t> out);
    std::size_t copy_of_genuine(std::span<std::uint8_t> out);
    void write_header(std::span<std::uint8_t> out);
    void fill_random(std::span<std::uint8_t> out);

    noise_plan plan_;
    address target_;
    random_source random_;
    nanoseconds start_{0};
    nanoseconds interval_;
    std::uint64_t made_ = 0;
    std::vector<std::vector<std::uint8_t>> genuine_;
    std::size_t next_genuine_ = 0;
};

}  // namespace lab
