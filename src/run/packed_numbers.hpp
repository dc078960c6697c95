#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tracerouter::run {

// Numbers as octets of seven bits each, the low ones first, with the high bit in all but the last: small numbers take
// one octet, any number at most ten. Only what was appended here may be read.

inline void append_number(std::string& out, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) out.push_back(static_cast<char>((number & 0x7F) | 0x80));
    out.push_back(static_cast<char>(number));
}

/// Takes a number off the front.
[[nodiscard]] inline std::uint64_t take_packed(std::string_view& octets) {
    std::uint64_t number = 0;
    std::size_t length = 0;
    for (bool more = true; more; ++length) {
        const auto octet = static_cast<std::uint8_t>(octets[length]);
        number |= std::uint64_t{octet & 0x7FU} << (7 * length);
        more = (octet & 0x80U) != 0;
    }
    octets.remove_prefix(length);
    return number;
}

/// A number as how far it is from another, either way: near ones take one octet.
inline void append_difference(std::string& out, std::uint64_t number, std::uint64_t from) {
    const std::uint64_t difference = number - from;
    const bool negative = (difference >> 63) != 0;
    append_number(out, negative ? ~(difference << 1) : difference << 1);
}

[[nodiscard]] inline std::uint64_t take_difference(std::string_view& octets, std::uint64_t from) {
    const std::uint64_t packed = take_packed(octets);
    const std::uint64_t difference = (packed & 1U) != 0 ? ~(packed >> 1) : packed >> 1;
    return from + difference;
}

}  // namespace tracerouter::run
