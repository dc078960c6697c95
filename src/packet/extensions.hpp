#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "packet/reader.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::packet {

/// Finds the extension structure (RFC 4884 section 7) that may follow the quoted datagram in an ICMP error:
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------+-----------------------+-------------------------------+
///   0 |   2   |       reserved        |  checksum of the structure    |
///     +-------+-----------------------+---------------+---------------+
///   4 |  object length, 4 included    |   class       |    c-type     |
///     +-------------------------------+---------------+---------------+
///   8 |  object payload ... further objects ...                       |
///     +---------------------------------------------------------------+
///
/// `body` is everything after the eight octets of the ICMP header, `quote_size` the octets of it that the length field
/// gives to the quote. The structure starts
/// 1. after the quote, if that has the least size RFC 4884 allows, 128; its checksum is right, or 0 for not made;
/// 2. otherwise at octet 128, where senders older than the RFC put it (section 5.5); its checksum must be right, since
///    nothing else tells it from the end of a long quote.
/// Returns the whole structure, header included; empty if there is none.
[[nodiscard]] std::span<const std::byte> find_extensions(std::span<const std::byte> body,
                                                         std::size_t quote_size) noexcept;

/// One object of an extension structure.
struct extension_object {
    std::uint8_t class_number = 0;
    std::uint8_t c_type = 0;
    std::span<const std::byte> payload;
};

/// Walks over the objects of an extension structure. An object whose length cannot be true ends the walk, because
/// nothing after it can be found.
class extension_walk {
public:
    /// `extensions`: what find_extensions gave; any other octets are safe.
    explicit extension_walk(std::span<const std::byte> extensions) noexcept;

    [[nodiscard]] std::optional<extension_object> next() noexcept;

private:
    reader in_;
};

/// Most labels taken from one answer: deeper than any real stack, and too few to fill memory with.
inline constexpr std::size_t max_mpls_labels = 32;

/// Appends the labels of the MPLS stacks (RFC 4950 section 3: class 1, c-type 1, four octets a label) to `out`, from
/// the top, until it holds max_mpls_labels. A stack that is no whole number of labels is skipped.
void read_mpls(std::span<const std::byte> extensions, std::vector<mpls_label>& out);

}  // namespace tracerouter::packet
