#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "targets/number_set.hpp"

namespace tracerouter::targets {

/// IPv4 addresses, two octets for each where they are far apart and one bit where they are close: those of one /16
/// share a block, which is a sorted list until a bitmap takes less room (Chambi, Lemire and others: Better bitmap
/// performance with Roaring bitmaps, 2016).
class ipv4_set {
public:
    /// Whether it was not there.
    bool insert(std::uint32_t address);
    [[nodiscard]] bool contains(std::uint32_t address) const noexcept;

private:
    static constexpr std::size_t most_listed = 4096;  // as long as a bitmap
    static constexpr std::size_t bitmap_words = 4096;

    /// Sorted low halves of addresses, or a bitmap of them once there are bitmap_words words.
    struct block {
        std::unique_ptr<std::uint16_t[]> words;
        std::uint16_t used = 0;
        std::uint16_t room = 0;
        bool is_bitmap = false;
    };

    static bool insert(block& into, std::uint16_t low);
    static void make_room(block& full);
    static void make_bitmap(block& full);

    using blocks_of_octet = std::array<block, 256>;  // by the second octet

    [[nodiscard]] const block* find(std::uint32_t address) const noexcept;

    std::array<std::unique_ptr<blocks_of_octet>, 256> blocks_;  // by the first octet
};

/// Exactly which addresses were seen. An IPv4 address takes two octets or less, an IPv6 address 22 to 43.
class address_set {
public:
    /// Whether it was not there.
    bool insert(const boost::asio::ip::address& address);
    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const noexcept;

private:
    ipv4_set ipv4_;
    number_set ipv6_;
};

}  // namespace tracerouter::targets
