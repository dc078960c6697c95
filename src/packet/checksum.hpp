#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tracerouter::packet {

/// The one's complement sum of RFC 1071, over octets that come in pieces of any length, odd ones too.
class internet_sum {
public:
    /// Appends octets to those summed before.
    void add(std::span<const std::byte> octets) noexcept;

    /// Appends one 16-bit word in network byte order.
    void add(std::uint16_t word) noexcept;

    /// Appends all octets of another sum, taken apart from this one.
    void add(const internet_sum& following) noexcept;

    /// The checksum of everything added. Over octets that contain their checksum: 0 if it is right.
    [[nodiscard]] std::uint16_t checksum() const noexcept;

private:
    void append(std::uint16_t folded, bool odd) noexcept;
    [[nodiscard]] std::uint16_t folded() const noexcept;

    std::uint64_t sum_ = 0;  ///< of words in network byte order
    bool odd_ = false;       ///< an odd number of octets was added: the next one is the low half of a word
};

/// The checksum of RFC 1071 as IPv4 (RFC 791) and ICMP (RFC 792) use it. The octets may lie at any address.
[[nodiscard]] std::uint16_t checksum(std::span<const std::byte> octets) noexcept;

}  // namespace tracerouter::packet
