#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tracerouter::packet {

/// Writes network byte order to the front of a buffer and never beyond its end.
///
/// The first write that finds too little room fails the writer for good: it and all later ones write nothing, so a
/// builder may write a whole packet and ask ok() once.
class writer {
public:
    explicit constexpr writer(std::span<std::byte> room) noexcept : room_(room) {}

    /// Whether every write so far found its room.
    [[nodiscard]] constexpr bool ok() const noexcept { return ok_; }

    /// Octets of room left; none once failed.
    [[nodiscard]] constexpr std::size_t remaining() const noexcept { return room_.size(); }

    constexpr void u8(std::uint8_t number) noexcept { put<1>(number); }
    constexpr void u16(std::uint16_t number) noexcept { put<2>(number); }
    constexpr void u32(std::uint32_t number) noexcept { put<4>(number); }

    constexpr void zeros(std::size_t count) noexcept { std::ranges::fill(take(count), std::byte{0}); }

    /// The next `count` octets, left to the caller to fill; empty on failure.
    [[nodiscard]] constexpr std::span<std::byte> take(std::size_t count) noexcept {
        if (count > room_.size()) {
            ok_ = false;
            room_ = {};
            return {};
        }
        const auto taken = room_.first(count);
        room_ = room_.subspan(count);
        return taken;
    }

private:
    /// The low `octets` of a number. Unrolled, it is one store.
    template <std::size_t octets>
    constexpr void put(std::uint32_t number) noexcept {
        const auto taken = take(octets);
        if (taken.empty()) return;
        for (std::size_t i = 0; i < octets; ++i) taken[i] = static_cast<std::byte>(number >> 8 * (octets - 1 - i));
    }

    std::span<std::byte> room_;
    bool ok_ = true;
};

}  // namespace tracerouter::packet
