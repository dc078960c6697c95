#include "noise.hpp"

#include <gtest/gtest.h>

#include <array>

#include "probe_maker.hpp"

namespace lab {
namespace {

using namespace test;

/// A time exceeded from a router for an echo request.
octets genuine_answer() {
    octets answer = datagram_to("198.18.0.2", 60, IPPROTO_ICMP, octets(8));
    store32(answer, 12, host("198.18.1.1").v4());
    answer[20] = 11;
    const octets quoted = echo_to("198.18.10.1", 1);
    answer.insert(answer.end(), quoted.begin(), quoted.end());
    finish_ip_header(answer);
    finish_icmp(answer);
    return answer;
}

/// Whether a tracer that checks everything has to take it for an answer to the probe.
bool convincing(std::span<const std::uint8_t> datagram, const octets& genuine) {
    if (datagram.size() < genuine.size() || internet_checksum(datagram.subspan(20)) != 0) return false;
    return datagram[20] == 11 && load32(datagram, 28 + 16) == load32(genuine, 28 + 16) &&
           load32(datagram, 28 + 24) == load32(genuine, 28 + 24);
}

TEST(noise, is_well_addressed_and_never_convincing) {
    noise_maker noise({100'000, 1000}, host("198.18.0.2"), 3);
    const octets genuine = genuine_answer();
    ASSERT_TRUE(convincing(genuine, genuine));
    noise.start(std::chrono::seconds(5));
    noise.remember(genuine);
    std::array<std::uint8_t, 1500> out{};
    for (int i = 0; i < 20'000; ++i) {
        const auto made = std::span<const std::uint8_t>(out).first(noise.make(out));
        ASSERT_GE(made.size(), 20U);
        ASSERT_EQ(load16(made, 2), made.size());
        ASSERT_EQ(internet_checksum(made.first(20)), 0);
        ASSERT_EQ(load32(made, 16), host("198.18.0.2").v4());
        ASSERT_FALSE(convincing(made, genuine)) << i;
    }
}

TEST(noise, keeps_its_rate_and_count) {
    noise_maker noise({3, 1000}, host("198.18.0.2"), 3);
    EXPECT_FALSE(noise.started());
    noise.start(std::chrono::seconds(5));
    std::array<std::uint8_t, 1500> out{};
    EXPECT_EQ(noise.next_due(), std::chrono::seconds(5));
    noise.make(out);
    EXPECT_EQ(noise.next_due(), std::chrono::milliseconds(5001));
    noise.make(out);
    EXPECT_TRUE(noise.wanted());
    noise.make(out);
    EXPECT_FALSE(noise.wanted());
}

}  // namespace
}  // namespace lab
