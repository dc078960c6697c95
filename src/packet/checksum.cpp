#include "packet/checksum.hpp"

#include <bit>
#include <cstring>

namespace tracerouter::packet {
namespace {

std::uint16_t fold(std::uint64_t sum) noexcept {
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
}

std::uint16_t swap(std::uint16_t word) noexcept {
    return static_cast<std::uint16_t>(word << 8 | word >> 8);
}

/// Eight octets at a time in the machine's byte order: the sum comes out in that order too (RFC 1071 section 2B). Words
/// of 32 bits fold to the same sum as words of 16, and 64 bits hold the sum of more of them than any packet has.
std::uint16_t sum_octets(std::span<const std::byte> octets) noexcept {
    std::uint64_t sum = 0;
    std::uint64_t word = 0;
    for (; octets.size() >= sizeof word; octets = octets.subspan(sizeof word)) {
        std::memcpy(&word, octets.data(), sizeof word);
        sum += (word >> 32) + (word & 0xffff'ffff);
    }
    if (!octets.empty()) {
        word = 0;
        std::memcpy(&word, octets.data(), octets.size());
        sum += (word >> 32) + (word & 0xffff'ffff);
    }
    const std::uint16_t folded = fold(sum);
    return std::endian::native == std::endian::big ? folded : swap(folded);
}

}  // namespace

void internet_sum::add(std::span<const std::byte> octets) noexcept {
    append(sum_octets(octets), octets.size() % 2 != 0);
}

void internet_sum::add(std::uint16_t word) noexcept {
    append(word, false);
}

void internet_sum::add(const internet_sum& following) noexcept {
    append(following.folded(), following.odd_);
}

void internet_sum::append(std::uint16_t folded, bool odd) noexcept {
    // What starts in the low half of a word has its octets swapped, and so has its sum.
    sum_ += odd_ ? swap(folded) : folded;
    odd_ = odd_ != odd;
}

std::uint16_t internet_sum::folded() const noexcept {
    return fold(sum_);
}

std::uint16_t internet_sum::checksum() const noexcept {
    return static_cast<std::uint16_t>(~folded());
}

std::uint16_t checksum(std::span<const std::byte> octets) noexcept {
    return static_cast<std::uint16_t>(~sum_octets(octets));
}

}  // namespace tracerouter::packet
