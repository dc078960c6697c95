#include "packet/checksum.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace tracerouter::packet {
namespace {

/// Carries go round (RFC 1071 section 1): twice from the upper 32 bits, then twice from the upper 16.
std::uint16_t fold(std::uint64_t sum) noexcept {
    for (const int width : {32, 32, 16, 16}) sum = (sum >> width) + (sum & ((std::uint64_t{1} << width) - 1));
    return static_cast<std::uint16_t>(sum);
}

std::uint16_t swap(std::uint16_t word) noexcept {
    return static_cast<std::uint16_t>(word << 8 | word >> 8);
}

/// Takes `Word` from the front, if there is as much.
template <class Word>
std::uint64_t take(std::span<const std::byte>& octets) noexcept {
    if (octets.size() < sizeof(Word)) return 0;
    Word word;
    std::memcpy(&word, octets.data(), sizeof word);
    octets = octets.subspan(sizeof word);
    return word;
}

/// Eight octets at a time in the machine's byte order: the sum comes out in that order too (RFC 1071 section 2B), and
/// words of 32 or 64 bits fold to the same sum as words of 16. What is carried out of 64 bits is added at the end.
std::uint16_t sum_octets(std::span<const std::byte> octets) noexcept {
    std::uint64_t sum = 0;
    std::uint64_t carried = 0;
    while (octets.size() >= sizeof sum) {
        carried += __builtin_add_overflow(sum, take<std::uint64_t>(octets), &sum) ? 1 : 0;
    }
    std::uint64_t rest = carried + take<std::uint32_t>(octets);
    rest += take<std::uint16_t>(octets);
    if (!octets.empty()) {
        const std::array<std::byte, 2> last{octets.front(), std::byte{0}};
        rest += std::bit_cast<std::uint16_t>(last);
    }
    const std::uint16_t folded = fold(rest + (sum >> 32) + (sum & 0xffff'ffff));
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
