#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lab {

/// An IPv4 or IPv6 address as a 128-bit number, IPv4 in its mapped form (::ffff:a.b.c.d), so that prefixes and sums
/// need one piece of code for both families.
struct address {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    static constexpr address from_v4(std::uint32_t host_order) { return {0, 0xffff'0000'0000U | host_order}; }
    constexpr bool is_v4() const { return high == 0 && (low >> 32) == 0xffff; }
    constexpr std::uint32_t v4() const { return static_cast<std::uint32_t>(low); }

    auto operator<=>(const address&) const = default;
};

/// `length` counts bits of the 128: an IPv4 /24 is stored as 120.
struct prefix {
    address first;
    unsigned length = 128;

    bool contains(address candidate) const;
    std::uint64_t size() const;  // saturates at 2^64 - 1

    bool operator==(const prefix&) const = default;
};

address operator+(address base, std::uint64_t offset);

/// What separates two addresses of one /64 (`to` must not be below `from`).
std::uint64_t distance(address from, address to);

std::optional<address> parse_address(std::string_view text);
std::optional<prefix> parse_prefix(std::string_view text);
std::string to_string(address value);
std::string to_string(const prefix& value);

}  // namespace lab

template <>
struct std::hash<lab::address> {
    std::size_t operator()(const lab::address& value) const noexcept {
        return static_cast<std::size_t>((value.high ^ value.low) * 0x9e37'79b9'7f4a'7c15U);
    }
};
