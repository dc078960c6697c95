#include "extensions.hpp"

#include <algorithm>

#include "checksum.hpp"
#include "wire.hpp"

namespace lab {
namespace {

constexpr std::size_t structure_header = 4;
constexpr std::size_t object_header = 4;
constexpr std::uint8_t version_2 = 2 << 4;
constexpr std::uint8_t class_mpls = 1;
constexpr std::uint8_t type_incoming_stack = 1;

std::size_t write_object(std::span<std::uint8_t> out, std::uint8_t class_number, std::uint8_t c_type,
                         std::size_t payload) {
    store16(out, 0, static_cast<std::uint16_t>(object_header + payload));
    out[2] = class_number;
    out[3] = c_type;
    return object_header;
}

std::size_t write_stack(const std::vector<mpls_entry>& stack, std::span<std::uint8_t> out) {
    std::size_t at = write_object(out, class_mpls, type_incoming_stack, 4 * stack.size());
    for (std::size_t i = 0; i < stack.size(); ++i, at += 4) {
        const std::uint32_t bottom = i + 1 == stack.size() ? 1 : 0;
        const std::uint32_t traffic_class = stack[i].traffic_class;
        store32(out, at, stack[i].label << 12 | traffic_class << 9 | bottom << 8 | stack[i].ttl);
    }
    return at;
}

std::size_t write_entry(const extension_entry& entry, std::span<std::uint8_t> out) {
    const std::size_t at = write_object(out, entry.class_number, entry.c_type, entry.payload.size());
    std::ranges::copy(entry.payload, out.subspan(at).begin());
    return at + entry.payload.size();
}

}  // namespace

std::size_t extension_size(const manners& how) {
    std::size_t size = how.mpls.empty() ? 0 : object_header + 4 * how.mpls.size();
    for (const auto& entry : how.objects) size += object_header + entry.payload.size();
    if (size == 0) return 0;
    return structure_header + size - (how.fault == extension_fault::truncated ? 2 : 0);
}

void write_extension(const manners& how, std::span<std::uint8_t> out) {
    store16(out, 0, how.fault == extension_fault::version ? 1 << 12 : version_2 << 8);
    store16(out, 2, 0);
    std::size_t at = structure_header;
    std::size_t last = at;
    if (!how.mpls.empty()) at += write_stack(how.mpls, out.subspan(at));
    for (const auto& entry : how.objects) {
        last = at;
        at += write_entry(entry, out.subspan(at));
    }
    if (how.fault == extension_fault::length) store16(out, last, static_cast<std::uint16_t>(load16(out, last) + 4));
    if (how.fault == extension_fault::unchecked) return;
    store16(out, 2, internet_checksum(out.first(at)));
    if (how.fault == extension_fault::checksum) store16(out, 2, load16(out, 2) ^ 0x5555);
}

}  // namespace lab
