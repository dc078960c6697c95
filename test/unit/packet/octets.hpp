#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace tracerouter::packet::test {

using octets = std::vector<std::byte>;

/// Two hexadecimal digits an octet, white space between them as you like.
[[nodiscard]] octets from_hex(std::string_view text);

/// A heap block of exactly the size of its content, so that sanitizers see a read of one octet too many.
class exact_copy {
public:
    explicit exact_copy(std::span<const std::byte> content);

    [[nodiscard]] std::span<const std::byte> view() const noexcept { return {block_.get(), size_}; }

private:
    std::unique_ptr<std::byte[]> block_;
    std::size_t size_;
};

/// Overwrites a 16-bit field.
void put_u16(std::span<std::byte> packet, std::size_t at, std::uint16_t number);

/// Makes the header checksum of an IPv4 datagram of 12 octets or more right again after a change, over as many octets
/// as the header claims to have.
void reseal_header(octets& packet);

/// The same for total length, header checksum and ICMP checksum.
void reseal(octets& packet);

/// Cuts or, with zeros, extends a datagram in a way that leaves all its lengths and checksums right.
[[nodiscard]] octets resized(octets packet, std::size_t size);

/// Whether `inner` lies within `outer`; every empty span does.
[[nodiscard]] bool lies_within(std::span<const std::byte> inner, std::span<const std::byte> outer);

}  // namespace tracerouter::packet::test
