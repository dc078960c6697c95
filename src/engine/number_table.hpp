#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace tracerouter::engine {

/// Which slot belongs to which of 65,536 numbers: identifiers, ports, or chains of a hash table. Pages are made as they
/// are needed, so that a single trace pays for one.
class number_table {
public:
    [[nodiscard]] std::optional<std::uint16_t> find(std::uint16_t number) const {
        const auto& page = pages_[number / page_size];
        const std::uint16_t entry = page ? (*page)[number % page_size] : std::uint16_t{0};
        if (entry == 0) return std::nullopt;
        return static_cast<std::uint16_t>(entry - 1);
    }

    /// \param slot below 65,535
    void put(std::uint16_t number, std::uint16_t slot) {
        auto& page = pages_[number / page_size];
        if (!page) page = std::make_unique<numbers>();
        (*page)[number % page_size] = static_cast<std::uint16_t>(slot + 1);
    }

    /// Harmless for numbers that are nobody's.
    void erase(std::uint16_t number) {
        if (const auto& page = pages_[number / page_size]) (*page)[number % page_size] = 0;
    }

private:
    static constexpr std::size_t page_size = 256;
    using numbers = std::array<std::uint16_t, page_size>;  // the slot and one more; 0: nobody's

    std::array<std::unique_ptr<numbers>, (UINT16_MAX + 1) / page_size> pages_;
};

}  // namespace tracerouter::engine
