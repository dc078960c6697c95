#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

// The lab judges the tracer, so it shares no code with src/: a bug in one codec cannot hide behind the same bug in the
// other.

namespace lab {

/// A header copied out of a datagram; the caller has checked that it is long enough.
template <typename Header>
Header load(std::span<const std::uint8_t> bytes, std::size_t offset = 0) {
    Header header;
    std::memcpy(&header, bytes.data() + offset, sizeof header);
    return header;
}

template <typename Header>
void store(std::span<std::uint8_t> bytes, const Header& header, std::size_t offset = 0) {
    std::memcpy(bytes.data() + offset, &header, sizeof header);
}

inline std::uint16_t load16(std::span<const std::uint8_t> bytes, std::size_t offset) {
    return static_cast<std::uint16_t>(bytes[offset] << 8 | bytes[offset + 1]);
}

inline void store16(std::span<std::uint8_t> bytes, std::size_t offset, std::uint16_t value) {
    bytes[offset] = static_cast<std::uint8_t>(value >> 8);
    bytes[offset + 1] = static_cast<std::uint8_t>(value);
}

inline std::uint32_t load32(std::span<const std::uint8_t> bytes, std::size_t offset) {
    return std::uint32_t{load16(bytes, offset)} << 16 | load16(bytes, offset + 2);
}

inline void store32(std::span<std::uint8_t> bytes, std::size_t offset, std::uint32_t value) {
    store16(bytes, offset, static_cast<std::uint16_t>(value >> 16));
    store16(bytes, offset + 2, static_cast<std::uint16_t>(value));
}

}  // namespace lab
