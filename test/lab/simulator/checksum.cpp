#include "checksum.hpp"

namespace lab {

std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes, std::uint64_t start) {
    std::uint64_t sum = start;
    std::size_t i = 0;
    for (; i + 4 <= bytes.size(); i += 4) {
        sum += std::uint32_t{bytes[i]} << 24 | std::uint32_t{bytes[i + 1]} << 16 | std::uint32_t{bytes[i + 2]} << 8 |
               bytes[i + 3];
    }
    for (; i < bytes.size(); ++i) sum += std::uint32_t{bytes[i]} << (i % 2 == 0 ? 8 : 0);
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

namespace {

std::uint64_t sum_of(address any) {
    if (any.is_v4()) return any.v4();
    return (any.high >> 32) + (any.high & 0xffff'ffff) + (any.low >> 32) + (any.low & 0xffff'ffff);
}

}  // namespace

std::uint64_t pseudo_header_sum(address source, address destination, std::uint8_t protocol, std::size_t length) {
    return sum_of(source) + sum_of(destination) + protocol + length;
}

}  // namespace lab
