#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

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
/// Routers err in the length field: it counts octets, or words of the other family, or is left out, or is just wrong.
/// So the structure is
/// 1. after the quote, if that has the least size RFC 4884 allows, 128; its checksum is right, or 0 for not made;
/// 2. otherwise at octet 128, where senders older than the RFC put it (section 5.5), if its checksum is right;
/// 3. otherwise wherever its checksum is right and its objects end where it ends;
/// 4. otherwise, with a checksum that was not made, at octet 128 or where the length field may mean, if its objects end
///    where it ends and a length field or a datagram shorter than that says that this is not the end of the quote.
struct extension_place {
    std::size_t quote_size = 0;     ///< octets that the length field gives to the quote; 0: it says nothing
    std::size_t length_field = 0;   ///< as it is; 0: it says nothing, or the kernel keeps it back
    std::size_t stripped = 0;       ///< octets of the quote that are not there, because the kernel keeps them back
    std::size_t datagram_size = 0;  ///< octets of the quoted datagram, as it says itself; 0: not known
};

/// What find_extensions finds.
struct found_extensions {
    std::span<const std::byte> structure{};  ///< whole, header included; empty if there is none, or none that is sound
    bool malformed = false;                  ///< there is one, but it is broken
};

/// `body` is everything after the eight octets of the ICMP header, but for what is stripped.
[[nodiscard]] found_extensions find_extensions(std::span<const std::byte> body, const extension_place& place) noexcept;

/// One object of an extension structure.
struct extension_object {
    std::uint8_t class_number = 0;
    std::uint8_t c_type = 0;
    std::span<const std::byte> payload;
};

/// Walks over the objects of an extension structure. An object whose length cannot be true ends the walk, because
/// nothing after it can be found; so do zeros up to the end, which are padding.
class extension_walk {
public:
    /// `extensions`: what find_extensions gave; any other octets are safe.
    explicit extension_walk(std::span<const std::byte> extensions) noexcept;

    [[nodiscard]] std::optional<extension_object> next() noexcept;

    /// Whether the walk has ended at an object whose length cannot be true.
    [[nodiscard]] bool broken() const noexcept { return !in_.ok(); }

private:
    reader in_;
};

// Most of each kind that is taken from one answer: more than any real one has, and too few to fill memory with.
inline constexpr std::size_t max_mpls_labels = 32;
inline constexpr std::size_t max_interfaces = 8;
inline constexpr std::size_t max_unknown_objects = 16;

/// Octets of all objects that are taken from one answer: no honest ICMP error is longer (RFC 1812 section 4.3.2.3; RFC
/// 4443 section 2.4).
[[nodiscard]] constexpr std::size_t max_extension_octets(bool v4) noexcept {
    return v4 ? 576 : 1'280;
}

/// Appends to `out` what the objects say: MPLS stacks (RFC 4950 section 3: class 1, c-type 1, four octets a label, from
/// the top), interfaces (RFC 5837: class 2), and all others as they are. What is broken, or too much, is left out.
/// \param room octets of objects that are taken
/// \return whether all was sound
bool read_extensions(std::span<const std::byte> structure, reply& out, std::size_t room = max_extension_octets(false));

/// Octets that these take, roughly: those of their objects.
[[nodiscard]] std::size_t extension_octets(const reply& answer) noexcept;

}  // namespace tracerouter::packet
