#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tracerouter::packet {

/// Reads network byte order from the front of a buffer and never beyond its end.
///
/// The first read that finds too little fails the reader for good: it and all later ones give zeros or an empty span,
/// so a parser may read a whole header and ask ok() once. The buffer must outlive the reader and the spans it gave.
class reader {
public:
    explicit constexpr reader(std::span<const std::byte> bytes) noexcept : rest_(bytes) {}

    /// Whether every read so far found its octets.
    [[nodiscard]] constexpr bool ok() const noexcept { return ok_; }

    /// Octets not read yet; none once failed.
    [[nodiscard]] constexpr std::size_t remaining() const noexcept { return rest_.size(); }

    [[nodiscard]] constexpr std::uint8_t u8() noexcept { return static_cast<std::uint8_t>(number<1>()); }
    [[nodiscard]] constexpr std::uint16_t u16() noexcept { return static_cast<std::uint16_t>(number<2>()); }
    [[nodiscard]] constexpr std::uint32_t u32() noexcept { return number<4>(); }

    /// The octets not read yet.
    [[nodiscard]] constexpr std::span<const std::byte> rest() const noexcept { return rest_; }

    /// The next `count` octets.
    [[nodiscard]] constexpr std::span<const std::byte> take(std::size_t count) noexcept {
        if (count > rest_.size()) {
            fail();
            return {};
        }
        const auto taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }

    constexpr void skip(std::size_t count) noexcept { static_cast<void>(take(count)); }

    /// Fails the reader: what was read makes no sense, and so nothing after it does.
    constexpr void fail() noexcept {
        ok_ = false;
        rest_ = {};
    }

private:
    /// Unrolled, it is one load.
    template <std::size_t octets>
    constexpr std::uint32_t number() noexcept {
        const auto taken = take(octets);
        if (taken.empty()) return 0;
        std::uint32_t number = 0;
        for (std::size_t i = 0; i < octets; ++i) number = number << 8 | std::to_integer<std::uint32_t>(taken[i]);
        return number;
    }

    std::span<const std::byte> rest_;
    bool ok_ = true;
};

}  // namespace tracerouter::packet
