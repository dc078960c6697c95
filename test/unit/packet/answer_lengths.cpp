#include <gmock/gmock.h>

#include "octets.hpp"
#include "packet/answer.hpp"
#include "packets.hpp"

// parse_answer under every length: of the datagram, and in each field that holds one.

namespace tracerouter::packet {
namespace {

using test::exact_copy;
using test::octets;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t quote_at = 28;
constexpr std::size_t length_octet_at = 25;

bool has_echo(const icmp_error& error) {
    return std::holds_alternative<quoted_echo>(error.quoted.transport);
}

TEST(answer_lengths, every_truncation_is_seen) {
    for (const auto& [name, whole] : test::answers()) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const exact_copy part{std::span{whole}.first(size)};
            EXPECT_EQ(test::parse_datagram(part.view()).error(), parse_error::truncated) << name << " of " << size;
        }
    }
}

TEST(answer_lengths, octets_behind_the_datagram_are_ignored) {
    for (const auto& [name, whole] : test::answers()) {
        for (std::size_t extra = 1; extra <= 64; ++extra) {
            octets longer = whole;
            longer.resize(whole.size() + extra, std::byte{0xee});
            EXPECT_TRUE(test::parse_datagram(longer).has_value()) << name << " with " << extra << " more";
        }
    }
}

TEST(answer_lengths, every_shorter_datagram_gives_what_it_holds) {
    for (const auto& [name, whole] : test::answers()) {
        const bool is_error = whole[20] != std::byte{0};
        for (std::size_t size = 20; size < whole.size(); ++size) {
            SCOPED_TRACE(testing::Message() << name << " of " << size);
            const exact_copy shorter{test::resized(whole, size)};
            const auto result = test::parse_datagram(shorter.view());
            ASSERT_EQ(result.has_value(), size >= (is_error ? quote_at + 20 : 28));
            if (!result || !is_error) continue;
            const auto& error = std::get<icmp_error>(result->body);
            EXPECT_EQ(has_echo(error), size >= quote_at + 28);
            EXPECT_THAT(error.extensions().structure, IsEmpty()) << "a structure that was cut does not verify";
        }
    }
}

TEST(answer_lengths, every_total_length) {
    for (const auto& [name, whole] : test::answers()) {
        octets packet = whole;
        for (std::uint32_t length = 0; length <= 0xffff; ++length) {
            test::put_u16(packet, 2, static_cast<std::uint16_t>(length));
            test::reseal_header(packet);
            const auto result = test::parse_datagram(packet);
            if (length < 20) {
                ASSERT_EQ(result.error(), parse_error::bad_length) << name << ' ' << length;
            } else if (length < 28 || length > whole.size()) {
                ASSERT_EQ(result.error(), parse_error::truncated) << name << ' ' << length;
            } else {
                // Zeros at the end may be cut without a trace in the checksum.
                ASSERT_TRUE(result.has_value() || result.error() == parse_error::bad_checksum ||
                            result.error() == parse_error::truncated)
                    << name << ' ' << length;
            }
        }
    }
}

TEST(answer_lengths, every_outer_header_length) {
    for (const auto& [name, whole] : test::answers()) {
        for (unsigned words = 0; words <= 15; ++words) {
            octets packet = whole;
            packet[0] = static_cast<std::byte>(0x40 | words);
            test::reseal_header(packet);
            const exact_copy exact{packet};
            const auto result = test::parse_datagram(exact.view());
            if (words < 5) {
                EXPECT_EQ(result.error(), parse_error::bad_header_length) << name << ' ' << words;
            } else if (words == 5) {
                EXPECT_TRUE(result.has_value()) << name;
            }
        }
    }
}

TEST(answer_lengths, every_quoted_header_length) {
    for (unsigned words = 0; words <= 15; ++words) {
        octets packet = test::time_exceeded_packet();
        packet[quote_at] = static_cast<std::byte>(0x40 | words);
        test::reseal(packet);
        const exact_copy exact{packet};
        const auto result = test::parse_datagram(exact.view());
        ASSERT_EQ(result.has_value(), words >= 5 && words <= 7) << words;
        if (result) {
            EXPECT_EQ(has_echo(std::get<icmp_error>(result->body)), words == 5) << words;
        }
    }
}

TEST(answer_lengths, every_quoted_total_length_is_no_matter) {
    octets packet = test::time_exceeded_packet();
    for (std::uint32_t length = 0; length <= 0xffff; ++length) {
        test::put_u16(packet, quote_at + 2, static_cast<std::uint16_t>(length));
        test::reseal(packet);
        const auto result = test::parse_datagram(packet);
        ASSERT_TRUE(result.has_value()) << length;
        const auto& error = std::get<icmp_error>(result->body);
        ASSERT_TRUE(has_echo(error)) << length;
        ASSERT_EQ(error.quoted.length, length);
    }
}

TEST(answer_lengths, every_length_of_the_quote) {
    for (unsigned words = 0; words <= 0xff; ++words) {
        octets packet = test::mpls_stack_packet();
        packet[length_octet_at] = static_cast<std::byte>(words);
        test::reseal(packet);
        const exact_copy exact{packet};
        const auto result = test::parse_datagram(exact.view());
        ASSERT_TRUE(result.has_value()) << words;
        // Whatever the length says, the checksum says where the structure is.
        EXPECT_THAT(std::get<icmp_error>(result->body).extensions().structure, SizeIs(16)) << words;
        EXPECT_FALSE(std::get<icmp_error>(result->body).extensions().malformed) << words;
    }
}

}  // namespace
}  // namespace tracerouter::packet
