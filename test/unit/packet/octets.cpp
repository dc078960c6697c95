#include "octets.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>

#include "packet/checksum.hpp"

namespace tracerouter::packet::test {

octets from_hex(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != ' ' && c != '\n'; });
    octets result;
    for (std::size_t at = 0; at < digits.size(); at += 2) {
        result.push_back(static_cast<std::byte>(std::stoul(digits.substr(at, 2), nullptr, 16)));
    }
    return result;
}

exact_copy::exact_copy(std::span<const std::byte> content)
    : block_(std::make_unique<std::byte[]>(content.size())), size_(content.size()) {
    std::ranges::copy(content, block_.get());
}

void put_u16(std::span<std::byte> packet, std::size_t at, std::uint16_t number) {
    packet[at] = static_cast<std::byte>(number >> 8);
    packet[at + 1] = static_cast<std::byte>(number);
}

namespace {

std::size_t header_size(const octets& packet) {
    return std::min((std::to_integer<std::size_t>(packet[0]) & 0x0f) * 4, packet.size());
}

}  // namespace

void reseal_header(octets& packet) {
    put_u16(packet, 10, 0);
    put_u16(packet, 10, checksum(std::span{packet}.first(header_size(packet))));
}

void reseal(octets& packet) {
    put_u16(packet, 2, static_cast<std::uint16_t>(packet.size()));
    reseal_header(packet);
    const auto message = std::span{packet}.subspan(header_size(packet));
    if (message.size() < 4) return;
    put_u16(message, 2, 0);
    put_u16(message, 2, checksum(message));
}

octets resized(octets packet, std::size_t size) {
    packet.resize(size);
    reseal(packet);
    return packet;
}

bool lies_within(std::span<const std::byte> inner, std::span<const std::byte> outer) {
    if (inner.empty()) return true;
    // std::less orders pointers into different blocks too, where < must not be used.
    const std::less_equal<const std::byte*> not_after;
    return not_after(outer.data(), inner.data()) && not_after(inner.data() + inner.size(), outer.data() + outer.size());
}

}  // namespace tracerouter::packet::test
