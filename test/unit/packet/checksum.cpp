#include "packet/checksum.hpp"

#include <gtest/gtest.h>

#include <random>

#include "octets.hpp"

namespace tracerouter::packet {
namespace {

using test::from_hex;
using test::octets;

/// RFC 1071 section 4.1 word for word: two octets at a time, the odd one last.
std::uint16_t reference(std::span<const std::byte> data) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < data.size(); ++at) {
        sum += std::to_integer<std::uint32_t>(data[at]) << (at % 2 == 0 ? 8 : 0);
    }
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

octets random_octets(std::size_t count) {
    std::mt19937 random{static_cast<std::uint32_t>(count)};
    std::uniform_int_distribution<unsigned> octet{0, 255};
    octets result(count);
    for (std::byte& each : result) each = static_cast<std::byte>(octet(random));
    return result;
}

TEST(checksum, known_values) {
    EXPECT_EQ(checksum(from_hex("08 00 00 00 12 34 00 01")), 0xe5ca);
    EXPECT_EQ(checksum(from_hex("08 00 00 00 12 34 00 01 23")), 0xc2ca);
    EXPECT_EQ(checksum(from_hex("00 01 f2 03 f4 f5 f6 f7")), 0x220d);  // the example of RFC 1071 section 3
    EXPECT_EQ(checksum({}), 0xffff);
}

TEST(checksum, verifies_to_zero_over_data_that_contain_it) {
    EXPECT_EQ(checksum(from_hex("08 00 e5 ca 12 34 00 01")), 0);
    EXPECT_EQ(checksum(from_hex("08 00 c2 ca 12 34 00 01 23")), 0);
    EXPECT_NE(checksum(from_hex("08 00 e5 cb 12 34 00 01")), 0);
}

TEST(checksum, carries_are_never_lost) {
    for (std::size_t size = 0; size <= 4096; ++size) {
        const octets ones(size, std::byte{0xff});
        ASSERT_EQ(checksum(ones), reference(ones)) << size << " octets of 0xff";
    }
}

TEST(checksum, equals_the_reference_at_every_length_and_alignment) {
    const octets data = random_octets(320);
    for (std::size_t start = 0; start < 16; ++start) {
        for (std::size_t size = 0; size <= 300; ++size) {
            const auto part = std::span{data}.subspan(start, size);
            ASSERT_EQ(checksum(part), reference(part)) << size << " octets from " << start;
        }
    }
}

TEST(checksum, reads_nothing_beyond_the_end) {
    for (std::size_t size = 0; size <= 64; ++size) {
        const test::exact_copy data{random_octets(size)};
        ASSERT_EQ(checksum(data.view()), reference(data.view()));
    }
}

TEST(internet_sum, pieces_of_any_length_make_the_whole) {
    const octets data = random_octets(61);
    const std::span<const std::byte> all{data};
    for (std::size_t first = 0; first <= data.size(); ++first) {
        for (std::size_t second = first; second <= data.size(); ++second) {
            internet_sum sum;
            sum.add(all.first(first));
            sum.add(all.subspan(first, second - first));
            sum.add(all.subspan(second));
            ASSERT_EQ(sum.checksum(), reference(all)) << "cut at " << first << " and " << second;
        }
    }
}

TEST(internet_sum, partial_sums_combine) {
    const octets data = random_octets(61);
    const std::span<const std::byte> all{data};
    for (std::size_t first = 0; first <= data.size(); ++first) {
        for (std::size_t second = first; second <= data.size(); ++second) {
            internet_sum head;
            internet_sum middle;
            internet_sum tail;
            head.add(all.first(first));
            middle.add(all.subspan(first, second - first));
            tail.add(all.subspan(second));
            middle.add(tail);
            head.add(middle);
            ASSERT_EQ(head.checksum(), reference(all)) << "cut at " << first << " and " << second;
        }
    }
}

TEST(internet_sum, words_are_octets_in_network_order) {
    for (std::size_t before = 0; before < 4; ++before) {
        octets data = random_octets(before);
        internet_sum sum;
        sum.add(data);
        sum.add(std::uint16_t{0xfedc});
        data.push_back(std::byte{0xfe});
        data.push_back(std::byte{0xdc});
        EXPECT_EQ(sum.checksum(), reference(data)) << "after " << before << " octets";
    }
}

TEST(internet_sum, of_nothing) {
    EXPECT_EQ(internet_sum{}.checksum(), 0xffff);
}

}  // namespace
}  // namespace tracerouter::packet
