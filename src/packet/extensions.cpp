#include "packet/extensions.hpp"

#include <algorithm>

#include "packet/checksum.hpp"

namespace tracerouter::packet {
namespace {

constexpr std::size_t min_quote_size = 128;  // RFC 4884 section 3
constexpr std::size_t header_size = 4;       // of the structure, and of each object
constexpr std::uint8_t version_2 = 0x20;

constexpr std::uint8_t mpls_class = 1;
constexpr std::uint8_t mpls_incoming_stack = 1;
constexpr std::size_t mpls_entry_size = 4;

/// Label (20 bits), traffic class (3), bottom of stack (1), TTL (8): RFC 3032 section 2.1.
mpls_label label_of(std::uint32_t entry) noexcept {
    return {.label = entry >> 12,
            .traffic_class = static_cast<std::uint8_t>(entry >> 9 & 0x7),
            .bottom = (entry >> 8 & 0x1) != 0,
            .ttl = static_cast<std::uint8_t>(entry)};
}

bool is_mpls_stack(const extension_object& object) noexcept {
    return object.class_number == mpls_class && object.c_type == mpls_incoming_stack &&
           object.payload.size() % mpls_entry_size == 0;
}

}  // namespace

std::span<const std::byte> find_extensions(std::span<const std::byte> body, std::size_t quote_size) noexcept {
    const bool announced = quote_size >= min_quote_size;
    reader in{body};
    in.skip(std::max(quote_size, min_quote_size));
    const std::span<const std::byte> structure = in.take(in.remaining());

    reader header{structure};
    const std::uint8_t version = header.u8() & 0xf0;
    header.skip(1);
    const bool unchecked = header.u16() == 0;
    if (!header.ok() || version != version_2) return {};
    const bool sound = unchecked ? announced : checksum(structure) == 0;
    return sound ? structure : std::span<const std::byte>{};
}

extension_walk::extension_walk(std::span<const std::byte> extensions) noexcept : in_(extensions) {
    in_.skip(header_size);
}

std::optional<extension_object> extension_walk::next() noexcept {
    const std::size_t length = in_.u16();
    extension_object object;
    object.class_number = in_.u8();
    object.c_type = in_.u8();
    if (length < header_size) {
        in_.fail();
    } else {
        object.payload = in_.take(length - header_size);
    }
    if (!in_.ok()) return std::nullopt;
    return object;
}

void read_mpls(std::span<const std::byte> extensions, std::vector<mpls_label>& out) {
    extension_walk walk{extensions};
    while (const auto object = walk.next()) {
        if (!is_mpls_stack(*object)) continue;
        reader stack{object->payload};
        while (stack.remaining() > 0 && out.size() < max_mpls_labels) out.push_back(label_of(stack.u32()));
    }
}

}  // namespace tracerouter::packet
