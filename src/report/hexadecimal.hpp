#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracerouter::report {

/// Two digits an octet.
[[nodiscard]] inline std::string hexadecimal(const std::vector<std::uint8_t>& octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t octet : octets) {
        out += digits[octet >> 4];
        out += digits[octet & 15];
    }
    return out;
}

}  // namespace tracerouter::report
