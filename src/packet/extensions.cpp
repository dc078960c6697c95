#include "packet/extensions.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "packet/interface_information.hpp"

namespace tracerouter::packet {
namespace {

constexpr std::size_t header_size = 4;  // of the structure, and of each object

constexpr std::uint8_t mpls_class = 1;
constexpr std::uint8_t mpls_incoming_stack = 1;
constexpr std::size_t mpls_entry_size = 4;

constexpr std::uint8_t interface_class = 2;

/// Label (20 bits), traffic class (3), bottom of stack (1), TTL (8): RFC 3032 section 2.1.
mpls_label label_of(std::uint32_t entry) noexcept {
    return {.label = entry >> 12,
            .traffic_class = static_cast<std::uint8_t>(entry >> 9 & 0x7),
            .bottom = (entry >> 8 & 0x1) != 0,
            .ttl = static_cast<std::uint8_t>(entry)};
}

/// \return whether it is a whole number of labels, and few enough
bool read_mpls(const extension_object& object, std::vector<mpls_label>& out) {
    if (object.payload.size() % mpls_entry_size != 0) return false;
    reader stack{object.payload};
    while (stack.remaining() > 0 && out.size() < max_mpls_labels) out.push_back(label_of(stack.u32()));
    return stack.remaining() == 0;
}

bool read_unknown(const extension_object& object, std::vector<unknown_extension>& out) {
    if (out.size() == max_unknown_objects) return false;
    unknown_extension& kept = out.emplace_back();
    kept.class_number = object.class_number;
    kept.c_type = object.c_type;
    for (const std::byte octet : object.payload) kept.payload.push_back(std::to_integer<std::uint8_t>(octet));
    return true;
}

bool read_interface(const extension_object& object, std::vector<interface_information>& out) {
    if (out.size() == max_interfaces) return false;
    auto found = parse_interface_information(object.c_type, object.payload);
    if (!found) return false;
    out.push_back(*std::move(found));
    return true;
}

bool is_mpls(const extension_object& object) noexcept {
    return object.class_number == mpls_class && object.c_type == mpls_incoming_stack;
}

/// What is taken of it at most: of a stack no more than its first labels.
std::size_t octets_of(const extension_object& object) noexcept {
    const std::size_t payload = object.payload.size();
    return header_size + (is_mpls(object) ? std::min(payload, max_mpls_labels * mpls_entry_size) : payload);
}

bool read_object(const extension_object& object, reply& out) {
    if (is_mpls(object)) return read_mpls(object, out.mpls);
    if (object.class_number == interface_class) return read_interface(object, out.interfaces);
    return read_unknown(object, out.extensions);
}

}  // namespace

extension_walk::extension_walk(std::span<const std::byte> extensions) noexcept : in_(extensions) {
    if (!extensions.empty()) in_.skip(header_size);
}

std::optional<extension_object> extension_walk::next() noexcept {
    if (in_.remaining() == 0) return std::nullopt;
    const std::span<const std::byte> rest = in_.rest();
    const std::size_t length = in_.u16();
    if (length == 0 && std::ranges::all_of(rest, [](std::byte octet) { return octet == std::byte{0}; })) {
        in_ = reader{{}};
        return std::nullopt;
    }
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

bool read_extensions(std::span<const std::byte> structure, reply& out, std::size_t room) {
    bool sound = true;
    extension_walk walk{structure};
    while (const auto object = walk.next()) {
        const std::size_t octets = octets_of(*object);
        const bool fits = octets <= room;
        if (fits) room -= octets;
        sound = fits && read_object(*object, out) && sound;
    }
    return sound && !walk.broken();
}

std::size_t extension_octets(const reply& answer) noexcept {
    constexpr std::size_t interface_size = 32;  // but for its name
    std::size_t octets = answer.mpls.size() * mpls_entry_size;
    for (const auto& one : answer.interfaces) octets += interface_size + (one.name ? one.name->size() : 0);
    for (const auto& one : answer.extensions) octets += header_size + one.payload.size();
    return octets;
}

}  // namespace tracerouter::packet
