#include "targets/address_set.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace tracerouter::targets {

using boost::asio::ip::address;

namespace {

std::uint16_t low_half(std::uint32_t address) {
    return static_cast<std::uint16_t>(address);
}

std::uint16_t bit_of(std::uint16_t low) {
    return static_cast<std::uint16_t>(1u << (low & 15u));
}

}  // namespace

bool ipv4_set::insert(std::uint32_t address) {
    auto& blocks = blocks_[address >> 24];
    if (!blocks) blocks = std::make_unique<blocks_of_octet>();
    return insert((*blocks)[(address >> 16) & 0xFF], low_half(address));
}

const ipv4_set::block* ipv4_set::find(std::uint32_t address) const noexcept {
    const auto& blocks = blocks_[address >> 24];
    return blocks ? &(*blocks)[(address >> 16) & 0xFF] : nullptr;
}

bool ipv4_set::contains(std::uint32_t address) const noexcept {
    const block* const holder = find(address);
    if (holder == nullptr) return false;
    const std::uint16_t low = low_half(address);
    if (holder->is_bitmap) return (holder->words[low >> 4] & bit_of(low)) != 0;
    return std::binary_search(holder->words.get(), holder->words.get() + holder->used, low);
}

bool ipv4_set::insert(block& into, std::uint16_t low) {
    if (into.is_bitmap) {
        auto& word = into.words[low >> 4];
        const std::uint16_t before = std::exchange(word, static_cast<std::uint16_t>(word | bit_of(low)));
        return before != word;
    }
    const std::uint16_t* const end = into.words.get() + into.used;
    const std::uint16_t* const found = std::lower_bound<const std::uint16_t*>(into.words.get(), end, low);
    if (found != end && *found == low) return false;
    const auto place = found - into.words.get();
    if (into.used == into.room) make_room(into);
    if (into.is_bitmap) return insert(into, low);
    std::uint16_t* const words = into.words.get();
    std::copy_backward(words + place, words + into.used, words + into.used + 1);
    words[place] = low;
    ++into.used;
    return true;
}

void ipv4_set::make_room(block& full) {
    if (full.room == most_listed) return make_bitmap(full);
    // Half as much again: most blocks hold few, and what is left over counts 65536 times.
    full.room = static_cast<std::uint16_t>(std::min<std::size_t>(most_listed, full.room + full.room / 2u + 4u));
    auto longer = std::make_unique_for_overwrite<std::uint16_t[]>(full.room);
    std::copy_n(full.words.get(), full.used, longer.get());
    full.words = std::move(longer);
}

void ipv4_set::make_bitmap(block& full) {
    auto bitmap = std::make_unique<std::uint16_t[]>(bitmap_words);
    for (const std::uint16_t low : std::span{full.words.get(), full.used}) {
        bitmap[low >> 4] = static_cast<std::uint16_t>(bitmap[low >> 4] | bit_of(low));
    }
    full.words = std::move(bitmap);
    full.is_bitmap = true;
}

bool address_set::insert(const address& address) {
    return address.is_v4() ? ipv4_.insert(address.to_v4().to_uint()) : ipv6_.insert(number_of(address));
}

bool address_set::contains(const address& address) const noexcept {
    return address.is_v4() ? ipv4_.contains(address.to_v4().to_uint()) : ipv6_.contains(number_of(address));
}

}  // namespace tracerouter::targets
