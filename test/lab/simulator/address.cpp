#include "address.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <limits>

namespace lab {
namespace {

std::uint64_t low_mask(unsigned bits) {
    return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

std::uint64_t from_big_endian(const std::uint8_t* bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
    return value;
}

void to_big_endian(std::uint64_t value, std::uint8_t* bytes) {
    for (int i = 7; i >= 0; --i, value >>= 8) bytes[i] = static_cast<std::uint8_t>(value);
}

}  // namespace

bool prefix::contains(address candidate) const {
    const unsigned host_bits = 128 - length;
    if (host_bits >= 64) return (candidate.high & ~low_mask(host_bits - 64)) == first.high;
    return candidate.high == first.high && (candidate.low & ~low_mask(host_bits)) == first.low;
}

std::uint64_t prefix::size() const {
    const unsigned host_bits = 128 - length;
    return host_bits >= 64 ? std::numeric_limits<std::uint64_t>::max() : std::uint64_t{1} << host_bits;
}

address operator+(address base, std::uint64_t offset) {
    const std::uint64_t low = base.low + offset;
    return {base.high + (low < base.low ? 1U : 0U), low};
}

std::uint64_t distance(address from, address to) {
    return to.low - from.low;
}

std::optional<address> parse_address(std::string_view text) {
    const std::string terminated(text);
    in_addr v4{};
    if (inet_pton(AF_INET, terminated.c_str(), &v4) == 1) return address::from_v4(ntohl(v4.s_addr));
    std::array<std::uint8_t, 16> v6{};
    if (inet_pton(AF_INET6, terminated.c_str(), v6.data()) != 1) return std::nullopt;
    return address{from_big_endian(v6.data()), from_big_endian(v6.data() + 8)};
}

std::optional<prefix> parse_prefix(std::string_view text) {
    const auto slash = text.find('/');
    const auto first = parse_address(text.substr(0, slash));
    if (!first) return std::nullopt;
    if (slash == std::string_view::npos) return prefix{*first, 128};
    const unsigned family_bits = first->is_v4() ? 32 : 128;
    const std::string_view digits = text.substr(slash + 1);
    unsigned length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc{} || end != digits.data() + digits.size() || length > family_bits) return std::nullopt;
    const prefix result{*first, 128 - family_bits + length};
    if (!result.contains(*first)) return std::nullopt;
    return result;
}

std::string to_string(address value) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (value.is_v4()) {
        const in_addr v4{htonl(value.v4())};
        inet_ntop(AF_INET, &v4, text.data(), text.size());
    } else {
        std::array<std::uint8_t, 16> bytes{};
        to_big_endian(value.high, bytes.data());
        to_big_endian(value.low, bytes.data() + 8);
        inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
    }
    return text.data();
}

std::string to_string(const prefix& value) {
    const unsigned length = value.first.is_v4() ? value.length - 96 : value.length;
    return to_string(value.first) + "/" + std::to_string(length);
}

}  // namespace lab
